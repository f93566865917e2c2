/** Methods about the record itself. */
import { unnamed } from '../../../src-shared/domain/person.ts'
import { attest } from '../attestation/attest.ts'
import { versionOf } from '../status.ts'
import type { Parts, Some } from './parts.ts'

export const recording = ({
  workspace,
  upkeep,
}: Parts): Some<'modifications.attest' | 'journal.archives' | 'upkeep.get' | 'upkeep.run'> => ({
  'journal.archives': () => [...workspace.stores.journal.archives()],
  'upkeep.get': () => upkeep.state(),
  'upkeep.run': (_input, by = unnamed) => upkeep.run(by),
  'modifications.attest': ({ id }) =>
    attest(workspace.stores, {
      projectId: workspace.project.id,
      project: workspace.project.manifest.name,
      version: versionOf(workspace),
      id,
      nowMs: workspace.clock.nowMs(),
    }),
})
