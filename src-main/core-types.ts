/** The core as every host sees it. `createCore` in `core.ts` makes one. */
import type { EventData, EventName, Input, Method, Output, Scope } from '../src-shared/api/contract.ts'
import type { Refused } from '../src-shared/errors.ts'
import type { Caller } from './api/caller.ts'
import type { HostFacts } from './control/settings/info.ts'
import type { Above } from './platform/above.ts'
import type { After, Clock, Log, RandomBytes } from './platform/ports.ts'
import type { Load } from './platform/load.ts'
import type { ProgramPaths } from './platform/paths.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { Begun, KeptAnswer, KeyUse } from './stores/idempotency-store.ts'

export interface CoreOptions {
  /** Data folder (`ASIS_HOME`): the four stores, `asis_sandbox/`, `asis_backups/`. */
  readonly home: string
  /** Folder that holds `asis.config.json`. */
  readonly projectRoot: string
  /** True for the working copy of the bundled project: a named policy may apply LOW risk there. */
  readonly bundled?: boolean
  /** `read`: opens the stores without owning them; nothing can be changed. Default `write`. */
  readonly access?: 'read' | 'write'
  /** Shown to whoever is refused because this one owns the data folder: `asis serve`. */
  readonly owner: string
  /** Written to the journal when the operator chose this project in a console; a command of the command line names it each time. */
  readonly opening?: { readonly action: string; readonly detail: string }
  readonly paths: ProgramPaths
  /** For the settings page; asked each time. */
  readonly host?: () => HostFacts
  /** A console, not a command: autonomous mode runs in it. Default false. */
  readonly staysOpen?: boolean
  readonly load?: Load
  readonly clock?: Clock
  readonly after?: After
  readonly random?: RandomBytes
  /** The operating system's user when absent. */
  readonly account?: string
  /** What stands above the settings; only root's pins when absent. */
  readonly above?: Above
  readonly log?: Log
  readonly sandbox?: Sandbox
}

/** Answers by Idempotency-Key, kept in the data folder. For hosts whose clients ask again after a lost answer. */
export interface KeptAnswers {
  begin(use: KeyUse): Begun
  finish(use: KeyUse, answer: KeptAnswer): void
  forget(use: KeyUse): void
}

export interface Core {
  /** Validates `input`, checks `scope`, runs. Expected refusals are values; only defects throw. A caller of whom nothing is said is a program without a name. */
  call<M extends Method>(method: M, input: Input<M>, scope: Scope, caller?: Caller): Promise<Output<M> | Refused>
  /** Null while no project is open: then nobody owns the data folder, and nothing can be done either. Absent where no host asks. */
  answers?(): Promise<KeptAnswers | null>
  subscribe<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void
  close(): Promise<void>
}
