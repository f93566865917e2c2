/** Methods that measure and look for improvements. */
import { availableParallelism } from 'node:os'
import { isRefused, refuse } from '../../../src-shared/errors.ts'
import { chosenMetrics, opportunitiesNow } from '../analysis.ts'
import { look } from '../look.ts'
import type { Parts, Some } from './parts.ts'

export function improving({
  workspace,
  sessions,
  measuring,
}: Parts): Some<
  'opportunities.list' | 'opportunities.look' | 'analyze.run' | 'analyze.cancel' | 'session.start' | 'session.cancel'
> {
  const spareCore = availableParallelism() > workspace.lanes
  return {
    'opportunities.list': () => opportunitiesNow(workspace),
    'opportunities.look': async ({ metricId }) => {
      const metrics = chosenMetrics(workspace, [metricId])
      if (isRefused(metrics)) return metrics
      if (workspace.stores.access === 'read')
        return refuse('forbidden', 'This ASIS only reads. Nothing was looked for.', 'Ask the one that owns the data folder.')
      if (sessions.running() && !spareCore)
        return refuse(
          'busy',
          'A session is measuring, and generators at work would disturb it on this machine. Nothing was started.',
          'Wait for it or cancel it.',
        )
      return workspace.stop.during(signal => look(workspace, metrics[0]!, signal, spareCore))
    },
    'analyze.run': ({ metricIds }) => measuring.run(metricIds),
    'analyze.cancel': () => ({ cancelled: measuring.cancel() }),
    'session.start': input => sessions.start(input),
    'session.cancel': () => ({ cancelled: sessions.cancel() }),
  }
}
