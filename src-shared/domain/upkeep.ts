/** What of the record is old, and what an upkeep did about it. Counts; the words for them are where they are shown. */
import { z } from 'zod'

const count = z.int().min(0)

export const upkeepDue = z.object({
  /** Of the journal, that may move into archive files. */
  records: count,
  samples: count,
  analyses: count,
  /** Whose backups nothing can need any more. */
  changes: count,
  /** Files among the backups that belong to no change. */
  strays: count,
  /** Versions of files that were kept when edits were overwritten. */
  edits: count,
})
export type UpkeepDue = z.infer<typeof upkeepDue>

export const upkeepDone = z.object({
  records: count,
  /** New archive files of the journal. */
  archives: count,
  samples: count,
  analyses: count,
  changes: count,
  /** Backups that are gone from the folder. */
  files: count,
  bytes: count,
  edits: count,
})
export type UpkeepDone = z.infer<typeof upkeepDone>

export const upkeepState = z.object({
  /** When it was last looked for what is old; null: never. */
  lastMs: z.int().nullable(),
  /** Null in a program that does not stay open. */
  nextMs: z.int().nullable(),
  running: z.boolean(),
  due: upkeepDue,
})
export type UpkeepState = z.infer<typeof upkeepState>

/** A file of the journal's archive. */
export const archiveFile = z.object({
  file: z.string(),
  sha256: z.string(),
  firstSeq: z.int(),
  lastSeq: z.int(),
  records: z.int(),
  bytes: z.int(),
  /** When it was made. */
  tMs: z.int(),
})
export type ArchiveFile = z.infer<typeof archiveFile>
