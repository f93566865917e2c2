/**
 * A project as the pipeline sees it: its manifest, the files that may change, exact bytes and their hashes, and copies for the
 * sandbox. Reading only; the one place that writes into a project is `pipeline/6-apply` and `8-rollback`.
 */
import type { Manifest } from '../../src-shared/domain/manifest.ts'
import type { Refused } from '../../src-shared/errors.ts'

export interface SourceFile {
  readonly path: string
  readonly text: string
  readonly sha256: string
}

export interface Project {
  /** Stable over moves of the data folder: hash of the real path of `root`. */
  readonly id: string
  /** Real absolute path. */
  readonly root: string
  readonly manifest: Manifest
  /** POSIX relative paths that match `manifest.files` now, sorted. Never links, never outside. */
  changeableFiles(): readonly string[]
  /** `outside-project` for `..`, absolute paths and anything behind a symbolic link; `not-found`. */
  read(path: string): SourceFile | Refused
  /** Absolute path after the same checks, for the writers. The file itself may be missing (a rollback restores it), its folder not. */
  resolve(path: string): string | Refused
  /**
   * Copies the project (without .git, node_modules, secrets such as .env, and what asis itself makes) into the new folder `into`,
   * with `overlay` replacing whole files. `disk` or `bad-input` (too large) when it cannot.
   */
  copyTo(into: string, overlay?: ReadonlyMap<string, string>): Promise<Refused | null>
  /** Real paths of the node_modules folders that imports from the project would see, nearest first. */
  readonly nodeModules: readonly string[]
  /** For the operator: files left out because they judge candidates, links never followed. One sentence each. */
  readonly notes?: readonly string[]
}
