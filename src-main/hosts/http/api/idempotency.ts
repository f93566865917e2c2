/**
 * Does the work of one Idempotency-Key once. What came of it is kept by the core, over restarts and crashes; here it is only known what is
 * under way in this process, so that a second request waits for the first one's answer.
 */
import type { Core } from '../../../core-types.ts'
import type { Log } from '../../../platform/ports.ts'
import type { KeyUse } from '../../../stores/idempotency-store.ts'

export interface Kept {
  readonly status: number
  /** JSON */
  readonly body: string
}
export interface Worked extends Kept {
  /** Nothing was done: the key stays free, and the same request may have another answer later. */
  readonly refused: boolean
}

/** `unknown`: begun before this process, and nobody knows what became of it. `not-kept`: nothing can be kept now, so nothing was done. */
export type Once = Kept | 'unknown' | 'other-content' | 'not-kept'

export interface Idempotency {
  /** `work` answers defects too and does not throw. */
  once(use: KeyUse, work: () => Promise<Worked>): Promise<Once>
}

export function createIdempotency(core: Pick<Core, 'answers'>, log: Log): Idempotency {
  const underWay = new Map<string, { readonly content: string; readonly answer: Promise<Once> }>()

  const kept = async () => (await core.answers?.()) ?? null

  async function begin(use: KeyUse, work: () => Promise<Worked>): Promise<Once> {
    const begun = (await kept())?.begin(use)
    if (begun === undefined) return 'not-kept'
    if (begun.kind === 'answered') return begun.answer
    if (begun.kind !== 'fresh') return begun.kind
    const { refused, ...answer } = await work()
    try {
      // Asked again: another project may have been opened meanwhile.
      const store = await kept()
      if (refused) store?.forget(use)
      else store?.finish(use, answer)
    } catch (error) {
      // It is done and answered now; the next request with this key is told that it is not known.
      log('error', 'an answer could not be kept', { error: String(error) })
    }
    return answer
  }

  return {
    once(use, work) {
      const id = JSON.stringify([use.owner, use.key])
      const running = underWay.get(id)
      if (running) return running.content === use.content ? running.answer : Promise.resolve('other-content')
      const answer = begin(use, work).finally(() => underWay.delete(id))
      underWay.set(id, { content: use.content, answer })
      return answer
    },
  }
}
