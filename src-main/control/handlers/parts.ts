/** What every group of handlers is made from. */
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Handlers } from '../../api/dispatch.ts'
import type { Measuring } from '../measuring.ts'
import type { Sessions } from '../sessions.ts'
import type { Autonomous } from '../autonomous/autonomous.ts'
import type { Policies } from '../policies.ts'
import type { Settings } from '../settings/settings.ts'
import type { Stopping } from '../stopping.ts'
import type { Upkeep } from '../upkeep/upkeep.ts'
import type { Watching } from '../watching.ts'
import type { Workspace } from '../workspace.ts'

export interface Parts {
  readonly workspace: Workspace
  readonly sessions: Sessions
  readonly measuring: Measuring
  readonly watching: Watching
  readonly stopping: Stopping
  readonly settings: Settings
  readonly policies: Policies
  readonly autonomous: Pick<Autonomous, 'status'>
  readonly upkeep: Pick<Upkeep, 'state' | 'run'>
}

/** The handlers of some methods of the contract. */
export type Some<M extends keyof Handlers> = Pick<Handlers, M>

export const missing = (id: string): Refused =>
  refuse(
    'not-found',
    `There is no ${id.startsWith('s_') ? 'session' : 'candidate'} ${id} in this project. Nothing was changed.`,
    'List what there is: asis candidates',
  )
