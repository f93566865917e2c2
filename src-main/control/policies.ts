/**
 * The policies of one project: kept in the data folder, edited by the operator, tried against history before they are trusted. The bundled
 * project comes with one; a project of the operator's own begins with none, so nothing is applied without a person.
 */
import { z } from 'zod'
import { policy, type Policy, type PolicyOutcome } from '../../src-shared/domain/policy.ts'
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import {
  bundledPolicy,
  firstAllowing,
  policyAnswer,
  policySubject,
  suggestedPolicy,
  type PolicySubject,
} from '../pipeline/5-review/policy.ts'
import type { StoredCandidate } from '../stores/stores.ts'
import type { Workspace } from './workspace.ts'

const key = 'policies'
const most = 50
const shownOutcomes = 200

type Shared = Pick<Workspace, 'stores' | 'project' | 'bundled'>

/** In the order in which they are asked. What cannot be read allows nothing. */
export function policiesOf({ stores, project, bundled }: Shared): readonly Policy[] {
  const kept = stores.settings.get(project.id, key)
  if (kept === null) return bundled ? [bundledPolicy] : []
  const parsed = z.array(policy).safeParse(kept)
  return parsed.success ? parsed.data : []
}

/** The bundled project's policy becomes the operator's: kept where it can be changed and removed, once. */
export function keepBundledPolicy({ stores, project, bundled, clock }: Workspace): void {
  if (!bundled || stores.settings.get(project.id, key) !== null) return
  stores.settings.set(project.id, key, [bundledPolicy], clock.nowMs())
  const detail = `added ${described(bundledPolicy)}; the bundled project only`
  stores.journal.append('config', { projectId: project.id, action: 'policy', subject: bundledPolicy.name, detail }, clock.nowMs())
}

/** A metric that must hold and that the manifest does not declare (any more). */
const undeclared = ({ manifest }: Workspace['project'], { guardrails = [] }: Policy): string | undefined =>
  guardrails.find(id => !manifest.metrics.some(metric => metric.id === id))

const approvalsForHigh = ({ settings }: Pick<Workspace, 'settings'>): number => settings.number('review.approvalsForHigh')

/** Which policy applies what was just proved, and why; null: a person decides. */
export function decidedByPolicy(
  workspace: Workspace,
  candidate: StoredCandidate,
  evidence: Evidence,
): { readonly policy: Policy; readonly why: string } | null {
  const { verdict, safety, measurement, isolation } = evidence
  const summary = { verdict, risk: safety.risk, score: safety.score, improvement: measurement?.improvement ?? null }
  // What must hold has to be measured: a policy whose metric is gone allows nothing.
  const able = policiesOf(workspace).filter(each => undeclared(workspace.project, each) === undefined)
  return firstAllowing(able, policySubject(candidate, summary, isolation), approvalsForHigh(workspace))
}

const described = ({ name, ...terms }: Policy): string => `${name}: ${JSON.stringify(terms)}`

export interface Policies {
  list(): Policy[]
  /** Adds it at the end, or replaces the one with this name in its place. `bad-input` when there are too many. */
  put(changed: Policy, by: string): Policy[] | Refused
  remove(name: string, by: string): Policy[] | Refused
  /** Newest first. As if it were enabled. */
  dryRun(tried: Policy): PolicyOutcome[]
}

export const suggestion: Policy = suggestedPolicy

export function createPolicies(workspace: Workspace): Policies {
  const { stores, project, clock, hub } = workspace

  function keep(policies: readonly Policy[], subject: string, detail: string): Policy[] {
    stores.settings.set(project.id, key, policies, clock.nowMs())
    stores.journal.append('config', { projectId: project.id, action: 'policy', subject, detail }, clock.nowMs())
    hub.emit('settings.changed', { key: 'policies' })
    return [...policies]
  }

  function finishedTrials(): { candidate: StoredCandidate; subject: PolicySubject }[] {
    const finished: { candidate: StoredCandidate; subject: PolicySubject }[] = []
    for (const { id } of stores.candidates.list(project.id, null, 5 * shownOutcomes)) {
      const summary = stores.evidence.summary(project.id, id)
      const evidence = summary && stores.evidence.get(project.id, id)
      const candidate = evidence && stores.candidates.get(project.id, id)
      if (!candidate) continue
      finished.push({ candidate, subject: policySubject(candidate, summary, evidence.isolation) })
      if (finished.length === shownOutcomes) break
    }
    return finished
  }

  return {
    list: () => [...policiesOf(workspace)],
    put(changed, by) {
      const unknown = undeclared(project, changed)
      if (unknown !== undefined)
        return refuse(
          'bad-input',
          `The policy names the metric ${unknown}, which this project does not declare. Nothing was changed.`,
          `Declared are: ${project.manifest.metrics.map(metric => metric.id).join(', ')}.`,
        )
      const before = policiesOf(workspace)
      const old = before.find(each => each.name === changed.name)
      if (!old && before.length >= most)
        return refuse('bad-input', `There are ${most} policies already. Nothing was changed.`, 'Remove one first.')
      const after = old ? before.map(each => (each === old ? changed : each)) : [...before, changed]
      const detail = old ? `${described(old)} -> ${described(changed)} by ${by}` : `added ${described(changed)} by ${by}`
      return keep(after, changed.name, detail)
    },
    remove(name, by) {
      const before = policiesOf(workspace)
      const old = before.find(each => each.name === name)
      if (!old)
        return refuse('not-found', `There is no policy ${name}. Nothing was changed.`, 'See what there is: asis policies list')
      return keep(
        before.filter(each => each !== old),
        name,
        `removed ${described(old)} by ${by}`,
      )
    },
    dryRun: tried =>
      finishedTrials().map(({ candidate, subject }) => ({
        candidateId: candidate.id,
        title: candidate.title,
        risk: subject.risk,
        score: subject.score,
        ...policyAnswer(tried, subject, approvalsForHigh(workspace)),
      })),
  }
}
