/**
 * What may leave the stores, and how: each store says what is old enough and removes it in pieces of a few milliseconds. How old that is, and when
 * somebody looks, is decided in `control/upkeep/`. Old records of the journal are moved, not removed: `Journal.archive`.
 */
import type { Pause } from './stores.ts'

export interface SampleRetention {
  /** Of days that ended before this. */
  due(beforeMs: number): { readonly samples: number; readonly analyses: number }
  /** Ends early where `pause` answers false; the next run goes on. */
  remove(beforeMs: number, pause: Pause): Promise<{ readonly samples: number; readonly analyses: number }>
}

export interface BackupRetention {
  /** Changes that nothing can restore any more since before this, and files that belong to no change. Null: ended early. */
  due(beforeMs: number, pause: Pause): Promise<{ readonly changes: number; readonly strays: number } | null>
  /** `files` that are gone from the folder; one that another change needs stays. */
  remove(beforeMs: number, pause: Pause): Promise<{ readonly changes: number; readonly files: number; readonly bytes: number }>
}

export interface EditRetention {
  /** Kept before this. */
  due(beforeMs: number): number
  /** Ends early where `pause` answers false; the next run goes on. Answers how many are not kept any more. */
  remove(beforeMs: number, pause: Pause): Promise<number>
}

export interface Retention {
  readonly samples: SampleRetention
  readonly edits: EditRetention
  readonly backups: BackupRetention
}
