/** Makes the signed statement about one modification from what the stores hold. Changes nothing. */
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Attestation } from '../../../src-shared/api/shapes.ts'
import type { Stores } from '../../stores/stores.ts'
import { seal } from './dsse.ts'
import { statementOf } from './statement.ts'

export interface AttestRequest {
  readonly projectId: string
  readonly project: string
  readonly version: string
  readonly id: string
  readonly nowMs: number
}

const modifications: ReadonlySet<string> = new Set(['applied', 'kept', 'rolling-back', 'rolled-back'])

/** `not-found`; `stale-state`: never applied, or this reader has no key. */
export function attest(stores: Stores, { projectId, project, version, id, nowMs }: AttestRequest): Attestation | Refused {
  const candidate = stores.views.detail(projectId, id)
  if (!candidate)
    return refuse('not-found', `There is no candidate ${id} in this project.`, 'List what there is: asis candidates')
  if (!modifications.has(candidate.state))
    return refuse(
      'stale-state',
      `Candidate ${id} is ${candidate.state}: it was never applied.`,
      'Only modifications are attested.',
    )
  const key = stores.head.key
  const head = stores.head.get()
  if (key === null || head === null)
    return refuse(
      'stale-state',
      'This data folder has no signing key yet.',
      'Open it once for writing: asis improve, or asis serve.',
    )
  const statement = statementOf(candidate, {
    project,
    version,
    decisions: stores.decisions.list(projectId, id),
    journalHead: { records: head.count, sha256: head.sha256 },
    nowMs,
  })
  return { envelope: seal(statement, key), keyId: key.id, publicKey: key.publicKey }
}
