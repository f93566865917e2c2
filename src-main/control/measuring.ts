/**
 * Measuring outside of a session: what somebody asks for, and by itself what a change in effect or a rollback made out of date. Listed among
 * the works, so that it is seen, and ended by `cancel`, by a stop and with the program.
 */
import type { Opportunity } from '../../src-shared/domain/opportunity.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import { analyze } from './analysis.ts'
import { failureOf } from './failed-measurements.ts'
import { outdatedMetrics } from './outdated.ts'
import type { Sessions } from './sessions.ts'
import type { Workspace } from './workspace.ts'

export interface Measuring {
  /** @param metricIds all when absent. */
  run(metricIds: readonly string[] | undefined): Promise<Opportunity[] | Refused>
  /** False when nothing was measured. */
  cancel(): boolean
  /** Looks for metrics that are out of date and measures them, now or when the session has ended. */
  catchUp(): void
  /** When what is out of date has been measured, or cannot be. */
  idle(): Promise<void>
  close(): Promise<void>
}

const cancelled = refuse(
  'cancelled',
  'Measuring was ended. What was measured by then stays; nothing in the project was changed.',
  'Measure again when you like.',
)

/** @param byItself false: nothing is measured unless somebody asks. */
export function createMeasuring(workspace: Workspace, sessions: Pick<Sessions, 'running'>, byItself: boolean): Measuring {
  const { hub, works, stop, log } = workspace
  const aborts = new Set<AbortController>()
  let catching: Promise<void> | null = null
  let again = false
  const closing = new AbortController()

  async function measured(metricIds: readonly string[] | undefined, title: string, total: number) {
    const abort = new AbortController()
    aborts.add(abort)
    const work = works.begin({ kind: 'measure', title, total, mayCancel: true })
    try {
      return await stop.during(signal =>
        analyze(workspace, {
          metricIds,
          tell: work.tell,
          step: work.step,
          signal: AbortSignal.any([signal, abort.signal]),
        }),
      )
    } finally {
      aborts.delete(abort)
      work.end()
    }
  }

  /** Each once: one that cannot be measured would be tried for ever. */
  async function catchUpNow(): Promise<void> {
    const tried = new Set<string>()
    while (!closing.signal.aborted && !stop.now() && !sessions.running()) {
      again = false
      const outdated = outdatedMetrics(workspace).filter(id => !tried.has(id))
      if (outdated.length === 0) return
      for (const id of outdated) tried.add(id)
      const done = await measured(outdated, 'what the last change can reach', outdated.length)
      if (isRefused(done) && outdated.every(id => failureOf(workspace, id) === null)) return
    }
  }

  function catchUp(): void {
    if (!byItself || closing.signal.aborted) return
    again = true
    catching ??= Promise.resolve()
      .then(async () => {
        while (again) {
          again = false
          await catchUpNow()
        }
      })
      .catch((error: unknown) => log('error', 'what is out of date could not be measured', { error: String(error) }))
      .finally(() => {
        catching = null
      })
  }

  const stops = [
    hub.subscribe('candidates.changed', ({ state }) => {
      if (state === 'applied' || state === 'rolled-back') catchUp()
    }),
    hub.subscribe('session.ended', () => catchUp()),
  ]

  return {
    async run(metricIds) {
      if (sessions.running()) return refuse('busy', 'A session is running. Nothing was started.', 'Wait for it or cancel it.')
      const { metrics } = workspace.project.manifest
      const ids = metricIds && metricIds.length > 0 ? new Set(metricIds) : null
      const titles = metrics.filter(({ id }) => ids?.has(id) ?? true).map(({ title }) => title)
      const done = await measured(
        metricIds,
        titles.length === metrics.length ? 'all metrics' : titles.length === 1 ? titles[0]! : `${titles.length} metrics`,
        titles.length,
      )
      return isRefused(done) && done.code === 'cancelled' && !stop.now() ? cancelled : done
    },
    cancel() {
      for (const abort of aborts) abort.abort()
      return aborts.size > 0
    },
    catchUp,
    async idle() {
      await catching
    },
    async close() {
      closing.abort()
      for (const each of stops) each()
      for (const abort of aborts) abort.abort()
      await catching
    },
  }
}
