/** `asis optimize --write`: the proved change goes through store, approval, backup and journal like any other. */
import type { Proposal } from '../../src-shared/domain/candidate.ts'
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import type { MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { approve } from '../pipeline/5-review/approve.ts'
import { submit } from '../pipeline/5-review/submit.ts'
import { applyCandidate } from '../pipeline/6-apply/apply.ts'
import { systemClock } from '../platform/ports.ts'
import { systemRandom } from '../platform/random.ts'
import type { Project } from '../project/project.ts'
import { openStores } from '../stores/open-stores.ts'
import { registerProject } from './registered-projects.ts'

export interface WriteRequest {
  readonly project: Project
  readonly metric: MetricDeclaration
  readonly proposal: Proposal
  readonly evidence: Evidence
  readonly home: string
}

export async function writeOneFunction({ project, metric, proposal, evidence, home }: WriteRequest): Promise<{ path: string; id: string; project: string } | Refused> {
  const clock = systemClock
  const stores = openStores(home, { access: 'write', owner: 'asis optimize --write', clock, random: systemRandom })
  if (isRefused(stores)) return stores
  try {
    registerProject({ stores, project, clock })
    const candidate = stores.candidates.add(project.id, { proposal, metricId: metric.id, metricTitle: metric.title, unit: metric.unit, sessionId: null }, clock.nowMs())
    stores.evidence.put(project.id, candidate.id, evidence, clock.nowMs())
    submit({ projectId: project.id, id: candidate.id }, { stores, clock })
    const approved = approve(
      { projectId: project.id, id: candidate.id, diffSha256: candidate.diffSha256, by: 'operator', reason: 'asis optimize --write', confirm: proposal.shortName },
      { stores, clock },
    )
    if (isRefused(approved)) return approved
    const applied = await applyCandidate({ projectId: project.id, id: candidate.id }, { stores, project, clock })
    if (isRefused(applied)) return applied
    return { path: proposal.files[0]?.path ?? '', id: candidate.id, project: project.root }
  } finally {
    stores.close()
  }
}
