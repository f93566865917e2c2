/** For tests: brings a candidate as far as the queue, the approval, or the files, by the ways of the product. */
import type { FileChange } from '../../src-shared/domain/candidate.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { approve } from '../../src-main/pipeline/5-review/approve.ts'
import { submit } from '../../src-main/pipeline/5-review/submit.ts'
import { applyCandidate } from '../../src-main/pipeline/6-apply/apply.ts'
import type { Step } from '../../src-main/platform/durable-file.ts'
import type { Clock } from '../../src-main/platform/ports.ts'
import type { Project } from '../../src-main/project/project.ts'
import { candidateOf, evidenceOf } from '../../src-main/stores/test-home.ts'
import type { StoredCandidate, Stores } from '../../src-main/stores/stores.ts'

interface Ports {
  readonly stores: Stores
  readonly project: Project
  readonly clock: Clock
  readonly step?: Step
}
type Changes = readonly FileChange[]
type More = Parameters<typeof candidateOf>[1]

/** Generated, with evidence, and submitted. */
export function waiting(
  { stores, project, clock }: Ports,
  changes: Changes,
  evidence = evidenceOf(),
  more: More = {},
): StoredCandidate {
  const { id } = stores.candidates.add(project.id, candidateOf(changes, more), clock.nowMs())
  stores.evidence.put(project.id, id, evidence, clock.nowMs())
  submit({ projectId: project.id, id }, { stores, clock })
  return stores.candidates.get(project.id, id)!
}

export function approved(ports: Ports, changes: Changes, more?: More): StoredCandidate {
  const { stores, project, clock } = ports
  const { id, diffSha256 } = waiting(ports, changes, evidenceOf(), more)
  const done = approve({ projectId: project.id, id, diffSha256, by: 'operator', reason: 'looks right' }, { stores, clock })
  if (isRefused(done)) throw new Error(done.message)
  if ('missing' in done) throw new Error('another approval is missing')
  return done
}

export function applied(ports: Ports, changes: Changes, more?: More): StoredCandidate {
  const candidate = approved(ports, changes, more)
  const done = applyCandidate({ projectId: ports.project.id, id: candidate.id }, ports)
  if (isRefused(done)) throw new Error(done.message)
  return done
}
