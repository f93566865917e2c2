/**
 * The watches after an apply, in the background, one per modification: begins, ends and takes them up again. What one of them does is
 * `watch/watch-one.ts`.
 */
import { watch } from '../pipeline/7-watch/watch.ts'
import { tellChanged } from './review/tell-changed.ts'
import type { Compare } from './watch/look-once.ts'
import { watchOne } from './watch/watch-one.ts'
import type { Workspace } from './workspace.ts'

export interface Watching {
  /** Starts one and returns; one that has ended, or waits for a person, is left alone. */
  begin(id: string): void
  /** Starts one right after its trial, or joins it, and waits for its first look if that comes now: the target was measured a moment ago. */
  runAfterTrial(id: string, tell: (message: string) => void): Promise<void>
  /** Ends one without a decision: the modification stays applied. */
  stop(id: string): Promise<void>
  /** Ends all of them without a decision, at once; `resume` goes on. */
  pause(): { readonly count: number; readonly ended: Promise<void> }
  /** Goes on with what a restart or an emergency stop interrupted. */
  resume(): void
  close(): Promise<void>
}

interface Running {
  readonly abort: AbortController
  readonly end: Promise<void>
  /** When the first look is over, or is to come later than now. */
  readonly begun: Promise<void>
}

/** @param compare stage 7, or what a test puts in its place. */
export function createWatching(workspace: Workspace, compare: Compare = watch): Watching {
  const { stores, project, log } = workspace
  const running = new Map<string, Running>()

  function start(id: string, tell: (message: string) => void, alsoTarget = true): Running | null {
    const known = running.get(id)
    if (known) return known
    // `resume` begins it.
    if (workspace.stop.refusal()) return null
    const kept = stores.watches.get(project.id, id)
    if (kept && kept.nextMs === null) return null
    const abort = new AbortController()
    const { promise: begun, resolve: onBegun } = Promise.withResolvers<void>()
    const end = watchOne(workspace, { id, tell, alsoTarget, signal: abort.signal, onBegun, compare })
      .catch((error: unknown) => {
        log('error', 'watch failed', { id, error: String(error) })
        askAbout(id)
      })
      .finally(() => {
        running.delete(id)
        onBegun()
      })
    const entry = { abort, end, begun }
    running.set(id, entry)
    return entry
  }

  /** A watch that ended by a defect says nothing about the change. */
  function askAbout(id: string): void {
    const kept = stores.watches.get(project.id, id)
    // The next start takes it back.
    if (kept?.status === 'degraded') return
    const detail = 'The watch could not be finished; the change stays in effect until you decide.'
    try {
      stores.watches.put(project.id, {
        candidateId: id,
        status: 'unclear',
        detail,
        data: kept?.data ?? null,
        nextMs: null,
        asks: true,
        updatedMs: workspace.clock.nowMs(),
      })
      tellChanged(workspace, id)
    } catch (error) {
      // A full disk: it is taken up again at the next start.
      log('error', 'that a watch failed could not be written', { id, error: String(error) })
    }
  }

  return {
    begin: id => {
      start(id, () => {})
    },
    async runAfterTrial(id, tell) {
      await start(id, tell, false)?.begun
    },
    async stop(id) {
      const known = running.get(id)
      known?.abort.abort()
      await known?.end
    },
    pause() {
      const ends = [...running.values()].map(({ abort, end }) => {
        abort.abort()
        return end
      })
      return { count: ends.length, ended: Promise.all(ends).then(() => {}) }
    },
    resume() {
      // Applied, and the end came before its watch was written.
      for (const { id } of stores.candidates.list(project.id, ['applied'], 500)) start(id, () => {})
      for (const { candidateId } of stores.watches.toGoOn(project.id)) start(candidateId, () => {})
    },
    async close() {
      for (const { abort } of running.values()) abort.abort()
      await Promise.all([...running.values()].map(watching => watching.end))
    },
  }
}
