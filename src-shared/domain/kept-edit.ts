/** A version of a file that ASIS replaced because somebody said that edits may be overwritten. It is kept, and can be put back. */
import { z } from 'zod'
import { candidateId, sha256 } from './candidate.ts'

export const keptEditId = z.string().regex(/^e_[0-9a-z]{10}$/)

export const keptEditState = z.enum([
  'there', // the file is exactly as it was kept
  'replaced', // what is in the file now is a version that ASIS holds as well
  'edited-since',
  'missing',
  'out-of-reach', // the project's folder, or the way to the file, is not there or not what it was
])
export type KeptEditState = z.infer<typeof keptEditState>

export const keptEdit = z.object({
  id: keptEditId,
  /** The modification that was rolled back over it. */
  candidateId,
  title: z.string(),
  path: z.string(),
  sha256,
  bytes: z.int(),
  /** When it was kept. */
  tMs: z.int(),
  /** What replaced it: the rollback, or another kept version that was restored. */
  cause: z.enum(['rollback', 'restore']),
  state: keptEditState,
})
export type KeptEdit = z.infer<typeof keptEdit>

/** What restoring it would do, and what stands in the way. */
export const keptEditPreview = z.object({
  edit: keptEdit,
  /** The file as it is; null where it is missing. */
  now: z.string().nullable(),
  kept: z.string(),
  /** In effect, applied after it was kept, and in the same file, newest first: they must be rolled back before. */
  blockedBy: z.array(z.object({ id: candidateId, title: z.string() })),
})
export type KeptEditPreview = z.infer<typeof keptEditPreview>
