/** What the methods of the contract answer with, where it is not a domain type. */
import { z } from 'zod'
import { candidateId, candidateState, sha256 } from '../domain/candidate.ts'
import { isolationReport } from '../domain/evidence.ts'
import { policy } from '../domain/policy.ts'
import { sessionProgress } from '../domain/session.ts'
import { setting, settingValue } from '../domain/setting.ts'
import { work } from '../domain/work.ts'

export const status = z.object({
  project: z.object({ name: z.string(), root: z.string(), bundled: z.boolean() }),
  state: z.enum(['idle', 'running', 'stopped']),
  /** Set while an emergency stop holds: nothing runs or starts until `control.resume`. */
  stopped: z.object({ sinceMs: z.int(), by: z.string(), reason: z.string() }).nullable(),
  /** `note`: why it waits or skipped, one sentence; empty when there is nothing to say. */
  autonomous: z.object({ on: z.boolean(), nextMs: z.int().nullable(), note: z.string() }),
  isolation: isolationReport,
  running: sessionProgress.nullable(),
  /** What runs beside the session: it keeps nobody from anything. */
  works: z.array(work),
  /** The manifest was edited and is not taken over yet: why. Null: what is open is what the file says. */
  manifest: z.object({ message: z.string(), broken: z.boolean() }).nullable(),
  /** Candidates that await review. */
  waiting: z.int(),
  /** Modifications in effect whose watch waits for a person. */
  asking: z.int(),
  /** Modifications whose watch has not come to an end; without those that ask. */
  watching: z.int(),
  counts: z.record(candidateState, z.int()),
  /** True where the caller may approve and roll back. */
  mayApprove: z.boolean(),
  version: z.string(),
  nowMs: z.int(),
})
export type Status = z.infer<typeof status>
export const askingWatch = z.object({
  id: candidateId,
  title: z.string(),
  state: candidateState,
  /** `degraded`: found to be worse, and it could not be taken back. */
  status: z.enum(['degraded', 'unclear']),
  detail: z.string(),
  sinceMs: z.int(),
})
export type AskingWatch = z.infer<typeof askingWatch>

export const journalRecord = z.object({
  seq: z.int(),
  tMs: z.int(),
  kind: z.enum(['intent', 'outcome', 'decision', 'check', 'config', 'note']),
  action: z.string(),
  subject: z.string(),
  detail: z.string(),
  sha256,
  previousSha256: z.string(),
})
export type JournalRecord = z.infer<typeof journalRecord>

/** What each file becomes when a modification is rolled back, and what stands in the way. */
export const rollbackPreview = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      now: z.string().nullable(),
      restored: z.string(),
      state: z.enum(['as-applied', 'already-restored', 'edited-since', 'missing']),
    }),
  ),
  /** Later modifications that touched the same files, newest first: they must be rolled back before. */
  blockedBy: z.array(z.object({ id: candidateId, title: z.string() })),
})
export type RollbackPreview = z.infer<typeof rollbackPreview>

/** What taking back everything since a time would do; `ids` newest first, in the order in which they are rolled back. */
export const rollbackSincePreview = z.object({
  ids: z.array(candidateId),
  modifications: z.array(z.object({ id: candidateId, title: z.string(), appliedMs: z.int(), paths: z.array(z.string()) })),
  /** Each file as it is and as it will be after all of them. */
  files: rollbackPreview.shape.files,
})
export type RollbackSincePreview = z.infer<typeof rollbackSincePreview>

/** What a page shows and would approve, see `proof.ts`. */
export const proofSubject = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('candidate'), id: candidateId, diffSha256: sha256 }),
  z.strictObject({ of: z.literal('setting'), key: setting.shape.key, value: settingValue }),
  z.strictObject({ of: z.literal('policy'), policy }),
])

/** `lifeMs`: for so long it is good. */
export const approvalProof = z.object({ proof: z.string(), lifeMs: z.int() })

/** An in-toto statement (v1) in a DSSE envelope, and the key that checks it. */
export const attestation = z.object({
  envelope: z.object({
    payloadType: z.string(),
    /** Base64 of the statement. */
    payload: z.string(),
    signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })),
  }),
  keyId: z.string(),
  /** PEM. */
  publicKey: z.string(),
})
export type Attestation = z.infer<typeof attestation>
