/**
 * Emergency stop and resume. A stop first kills what runs, then writes that it holds, then waits for the ends and says what came of it.
 * Files stay as they are: an apply or a rollback that has begun is finished (it takes milliseconds), none is begun.
 */
import type { Workspace } from './workspace.ts'
import type { Sessions } from './sessions.ts'
import type { Watching } from './watching.ts'

export interface Stopping {
  /** Twice is once: answers when the first one was. */
  stop(by: string, reason: string): Promise<{ stoppedMs: number }>
  resume(by: string): Promise<{ resumedMs: number }>
  /** When a stop that is under way has written its outcome. */
  close(): Promise<void>
}

export interface StoppingParts {
  readonly workspace: Workspace
  readonly sessions: Sessions
  readonly watching: Watching
  /** Told when it holds, and when it does not any more. */
  readonly onChange: () => void
}

/** Longer than anything that was killed takes to end; whoever still hangs then is named in the outcome. */
const patienceMs = 5000

const entry = (action: string, detail: string) => ({ projectId: '', action, subject: 'emergency-stop', detail })

export function createStopping({ workspace, sessions, watching, onChange }: StoppingParts): Stopping {
  const { stores, clock, after, hub, stop: lever } = workspace
  const changed = (): void => hub.emit('status.changed', { nowMs: clock.nowMs() })
  let under: Promise<unknown> | null = null

  async function pull(by: string, reason: string): Promise<void> {
    const sinceMs = clock.nowMs()
    const session = sessions.running()
    // Boxes are killed right here; everything after this line is bookkeeping.
    const cancelled = sessions.cancel()
    const watches = watching.pause()
    const intent = stores.journal.intent(entry('stop', `${by}${reason ? `: ${reason}` : ''}`), sinceMs)
    lever.pull({ sinceMs, by, reason })
    onChange()
    changed()
    const ends = Promise.all([sessions.idle(), watches.ended, lever.settled()])
    const inTime = await withPatience(ends)
    const ended = [
      cancelled && session ? `session ${session.sessionId}` : '',
      watches.count > 0 ? `${watches.count} ${watches.count === 1 ? 'watch' : 'watches'}` : '',
    ].filter(Boolean)
    const what = ended.length > 0 ? `ended: ${ended.join(', ')}` : 'nothing was running'
    stores.journal.outcome(
      intent.seq,
      inTime ? `stopped; ${what}` : `stopped; something did not end within ${patienceMs} ms; nothing new starts`,
      clock.nowMs(),
    )
    changed()
  }

  /** False when they take longer. */
  function withPatience(ends: Promise<unknown>): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const callOff = after(patienceMs, () => resolve(false))
    void ends.then(
      () => resolve(true),
      () => resolve(true),
    )
    return promise.finally(callOff)
  }

  return {
    async stop(by, reason) {
      if (lever.now() === null) under = pull(by, reason)
      await under
      return { stoppedMs: lever.now()?.sinceMs ?? clock.nowMs() }
    },
    async close() {
      await under
    },
    async resume(by) {
      // What is still ending would otherwise be taken for running.
      await under
      const nowMs = clock.nowMs()
      const held = lever.now()
      if (held === null) return { resumedMs: nowMs }
      const intent = stores.journal.intent(entry('resume', `${by}; stopped since ${new Date(held.sinceMs).toISOString()}`), nowMs)
      lever.release(nowMs)
      watching.resume()
      stores.journal.outcome(intent.seq, 'resumed', clock.nowMs())
      onChange()
      changed()
      return { resumedMs: nowMs }
    },
  }
}
