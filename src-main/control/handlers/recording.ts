/** Methods about the record itself. */
import { attest } from '../attestation/attest.ts'
import { versionOf } from '../status.ts'
import type { Parts, Some } from './parts.ts'

export const recording = ({ workspace }: Parts): Some<'modifications.attest'> => ({
  'modifications.attest': ({ id }) =>
    attest(workspace.stores, {
      projectId: workspace.project.id,
      project: workspace.project.manifest.name,
      version: versionOf(workspace),
      id,
      nowMs: workspace.clock.nowMs(),
    }),
})
