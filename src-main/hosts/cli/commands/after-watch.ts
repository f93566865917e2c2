/** Waiting for what a watch comes to, for commands that begin one, and how that is said. */
import { setTimeout as sleep } from 'node:timers/promises'
import { candidateRow, type CandidateRow } from '../../../../src-shared/domain/candidate.ts'
import { isRefused, type Refused } from '../../../../src-shared/errors.ts'
import type { Core } from '../../../core-types.ts'
import { answersText } from '../candidate-text.ts'
import { whileInterruptible } from '../context.ts'
import { safe } from '../print.ts'

const betweenLooksMs = 500

export type WatchEnd = CandidateRow & { readonly asks?: boolean }

/**
 * Waits until the watch has decided: kept, rolled back, or unclear, which leaves the change applied. Ctrl-C stops waiting only; the watch
 * goes on the next time ASIS runs.
 */
export async function afterWatch(core: Core, id: string): Promise<WatchEnd | Refused> {
  const stopped = new AbortController()
  return whileInterruptible(
    () => stopped.abort(),
    async () => {
      for (;;) {
        const now = await core.call('candidates.get', { id }, 'read')
        if (isRefused(now)) return now
        const { watch } = now
        const row = candidateRow.parse(now)
        // One that is kept is running only after somebody asked for another look.
        const goesOn =
          now.state === 'applied' || now.state === 'rolling-back' || (now.state === 'kept' && watch.status === 'running')
        if (!goesOn && !watch.asks) return row
        if (watch.asks || watch.status === 'unclear' || watch.status === 'degraded')
          return { ...row, note: watch.detail, ...(watch.asks ? { asks: true } : {}) }
        if (stopped.signal.aborted) return { ...row, note: 'its watch goes on the next time ASIS runs' }
        await sleep(betweenLooksMs, undefined, { signal: stopped.signal }).catch(() => {})
      }
    },
  )
}

export function watchEndText({ id, state, title, note, asks }: WatchEnd): string {
  const next = asks === true ? `\n${answersText(id)}` : state === 'rolled-back' ? '' : `\nUndo: asis rollback ${id}`
  return `${id} is ${state}: ${safe(title)}${note ? ` (${safe(note)})` : ''}${next}`
}
