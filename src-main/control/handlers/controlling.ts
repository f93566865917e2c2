/** Emergency stop, rolling back everything since a time, settings and policies. */
import { unnamed } from '../../../src-shared/domain/person.ts'
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
  'control.stop': ({ reason }, by = unnamed) => stopping.stop(by, reason ?? ''),
  'control.resume': (_input, by = unnamed) => stopping.resume(by),
  'modifications.previewSince': ({ sinceMs }) => previewSince({ projectId: workspace.project.id, sinceMs }, workspace),
  'modifications.rollbackSince': (request, by = unnamed) => rollBackSince(workspace, watching, { ...request, by }),
  'settings.list': () => settings.list(),
  'settings.set': ({ key, value }, by = unnamed) => settings.set(key, value, by),
  'policies.list': () => ({ policies: policies.list(), suggestion }),
  'policies.put': (changed, by = unnamed) => policies.put(changed, by),
  'policies.remove': ({ name }, by = unnamed) => policies.remove(name, by),
  'policies.dryRun': tried => policies.dryRun(tried),
})
