/** Emergency stop, rolling back everything since a time, settings and policies. */
import { suggestion } from '../policies.ts'
import { previewSince } from '../../pipeline/8-rollback/preview-since.ts'
import { rollBackSince } from '../rollback-since.ts'
import { type Parts, type Some } from './parts.ts'

export const controlling = ({
  workspace,
  watching,
  stopping,
  settings,
  policies,
}: Parts): Some<
  | 'control.stop'
  | 'control.resume'
  | 'modifications.previewSince'
  | 'modifications.rollbackSince'
  | 'settings.list'
  | 'settings.set'
  | 'policies.list'
  | 'policies.put'
  | 'policies.remove'
  | 'policies.dryRun'
> => ({
  'control.stop': ({ reason }) => stopping.stop('operator', reason ?? ''),
  'control.resume': () => stopping.resume('operator'),
  'modifications.previewSince': ({ sinceMs }) => previewSince({ projectId: workspace.project.id, sinceMs }, workspace),
  'modifications.rollbackSince': request => rollBackSince(workspace, watching, { ...request, by: 'operator' }),
  'settings.list': () => settings.list(),
  'settings.set': ({ key, value }) => settings.set(key, value, 'operator'),
  'policies.list': () => ({ policies: policies.list(), suggestion }),
  'policies.put': changed => policies.put(changed, 'operator'),
  'policies.remove': ({ name }) => policies.remove(name, 'operator'),
  'policies.dryRun': tried => policies.dryRun(tried),
})
