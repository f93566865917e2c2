/** Emergency stop, rolling back everything since a time, settings and policies. */
import { suggestion } from '../policies.ts'
import { notYet, type Parts, type Some } from './parts.ts'

export const controlling = ({
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
  'modifications.previewSince': notYet,
  'modifications.rollbackSince': notYet,
  'settings.list': () => settings.list(),
  'settings.set': ({ key, value }) => settings.set(key, value, 'operator'),
  'policies.list': () => ({ policies: policies.list(), suggestion }),
  'policies.put': changed => policies.put(changed, 'operator'),
  'policies.remove': ({ name }) => policies.remove(name, 'operator'),
  'policies.dryRun': tried => policies.dryRun(tried),
})
