/** `asis optimize --write`: the proved change goes through store, approval, backup and journal like any other. */
import type { Proposal } from '../../src-shared/domain/candidate.ts'
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import type { MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import { personBy, scriptBy, unnamed } from '../../src-shared/domain/person.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import type { Way } from '../api/caller.ts'
import { approve } from '../pipeline/5-review/approve.ts'
import { submit } from '../pipeline/5-review/submit.ts'
import { applyCandidate } from '../pipeline/6-apply/apply.ts'
import type { Above } from '../platform/above.ts'
import { accountName } from '../platform/account.ts'
import { silentLog, systemClock } from '../platform/ports.ts'
import { systemRandom } from '../platform/random.ts'
import type { Project } from '../project/project.ts'
import { openStores, sandboxFolder } from '../stores/open-stores.ts'
import { recover } from './recover.ts'
import { refusalOf, stopIn } from './stop-switch.ts'
import { folderValues } from './settings/folder-values.ts'
import { registeredProject, registerProject } from './registered-projects.ts'

export interface WriteRequest {
  readonly project: Project
  readonly metric: MetricDeclaration
  readonly proposal: Proposal
  readonly evidence: Evidence
  readonly home: string
  /** How `--write` was asked for: without a terminal the decision is a script's. */
  readonly way: Way
  readonly above: Above
}

export interface Written {
  /** POSIX, relative to `project`. */
  readonly path: string
  readonly id: string
  /** Folder that `path` starts from. */
  readonly project: string
}

const openToWrite = (home: string) =>
  openStores(home, { access: 'write', owner: 'asis optimize --write', clock: systemClock, random: systemRandom })

/** Asked before a proof that takes a minute: whoever may not write learns it at once. Null: it may. Closes what a crash left open. */
export function mayWrite(home: string): Refused | null {
  const stores = openToWrite(home)
  if (isRefused(stores)) return stores
  try {
    recover(stores, id => registeredProject(stores, id), {
      clock: systemClock,
      log: silentLog,
      sandboxFolder: sandboxFolder(home),
    })
    const stop = stopIn(stores)
    return stop && refusalOf(stop)
  } finally {
    stores.close()
  }
}

export function writeOneFunction({ project, metric, proposal, evidence, home, way, above }: WriteRequest): Written | Refused {
  const clock = systemClock
  const stores = openToWrite(home)
  if (isRefused(stores)) return stores
  try {
    // Somebody may have stopped everything during the proof.
    const stop = stopIn(stores)
    if (stop) return refusalOf(stop)
    registerProject({ stores, project, clock })
    const candidate = stores.candidates.add(
      project.id,
      { proposal, metricId: metric.id, metricTitle: metric.title, unit: metric.unit, sessionId: null },
      clock.nowMs(),
    )
    stores.evidence.put(project.id, candidate.id, evidence, clock.nowMs())
    submit({ projectId: project.id, id: candidate.id }, { stores, clock })
    const account = personBy(accountName() ?? unnamed)
    const approved = approve(
      {
        projectId: project.id,
        id: candidate.id,
        diffSha256: candidate.diffSha256,
        by: way.kind === 'script' ? scriptBy(account) : account,
        reason: 'asis optimize --write',
        confirm: proposal.shortName,
        account: accountName(),
        approvalsForHigh: folderValues(stores, project, above).number('review.approvalsForHigh'),
      },
      { stores, clock },
    )
    if (isRefused(approved)) return approved
    if ('missing' in approved)
      return refuse(
        'not-approved',
        `${candidate.id} has HIGH risk, and this project asks for two people. Your approval counts; nothing was changed.`,
        `Somebody else approves it, for example in the browser: asis serve --approve --approver NAME`,
      )
    const applied = applyCandidate({ projectId: project.id, id: candidate.id }, { stores, project, clock })
    if (isRefused(applied)) return applied
    // Otherwise the next session in this folder would watch it against metrics that know nothing of it.
    stores.candidates.move(
      project.id,
      candidate.id,
      'applied',
      'kept',
      clock.nowMs(),
      'not watched: one function without a manifest',
    )
    return { path: proposal.files[0]?.path ?? '', id: candidate.id, project: project.root }
  } finally {
    stores.close()
  }
}
