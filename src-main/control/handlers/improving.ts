/** Methods that measure and look for improvements. */
import { refuse } from '../../../src-shared/errors.ts'
import { analyze, opportunitiesNow } from '../analysis.ts'
import { notYet, type Parts, type Some } from './parts.ts'

export function improving({
  workspace,
  sessions,
}: Parts): Some<'opportunities.list' | 'opportunities.look' | 'analyze.run' | 'session.start' | 'session.cancel'> {
  return {
    'opportunities.list': () => opportunitiesNow(workspace),
    'opportunities.look': notYet,
    'analyze.run': async ({ metricIds }) => {
      if (sessions.running()) return refuse('busy', 'A session is running. Nothing was started.', 'Wait for it or cancel it.')
      return workspace.stop.during(signal => analyze(workspace, metricIds, () => {}, signal))
    },
    'session.start': input => sessions.start(input),
    'session.cancel': () => ({ cancelled: sessions.cancel() }),
  }
}
