/** What the control functions share for one open project: the parts and the ports, nothing that decides. */
import type { EventHub } from '../api/events.ts'
import type { Refused } from '../../src-shared/errors.ts'
import type { Above } from '../platform/above.ts'
import type { ProgramPaths } from '../platform/paths.ts'
import type { After, Clock, Log, RandomBytes } from '../platform/ports.ts'
import type { Project } from '../project/project.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Stores } from '../stores/stores.ts'
import type { SettingValues } from './settings/settings.ts'
import type { StopSwitch } from './stop-switch.ts'
import type { Turnstile } from '../platform/turnstile.ts'
import type { Works } from './works.ts'

export interface Workspace {
  readonly project: Project
  readonly bundled: boolean
  readonly stores: Stores
  readonly clock: Clock
  readonly after: After
  readonly random: RandomBytes
  /** Name of the operating system's user, where there is one: who decides without giving a name. */
  readonly account?: string | undefined
  /** What stands above the settings; only root's pins when absent. */
  readonly above?: Above | undefined
  readonly log: Log
  readonly hub: EventHub
  readonly paths: ProgramPaths
  /** What runs inside the boxes. */
  readonly harnessDir: string
  /** `asis_sandbox/`: one folder per trial. */
  readonly sandboxFolder: string
  /** Opened at first use; refused when no tier holds. */
  sandbox(): Promise<Sandbox | Refused>
  /** What the operator has set, as it is at the moment of asking. */
  readonly settings: SettingValues
  /** Whether an emergency stop holds; whatever starts something asks here first. */
  readonly stop: StopSwitch
  /** How many measurements may run at once: each needs a core for itself. */
  readonly lanes: number
  /** Whoever copies, changes or restores the project's files does it in here. */
  readonly files: Turnstile
  /** Everything that times something goes through here. */
  readonly measuring: Turnstile
  /** What runs beside the session. */
  readonly works: Works
}
