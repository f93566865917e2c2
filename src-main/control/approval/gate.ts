/**
 * The one door of every approval by a person, before the methods that approve: a page shows its proof, a terminal is taken for a person, a program
 * needs the operator's word (`review.scriptedApprovals`) and stands in the record as one. What takes something back does not come through here.
 */
import type { Output } from '../../../src-shared/api/contract.ts'
import { scriptedApprovals, subjectOf, type ProofSubject } from '../../../src-shared/api/proof.ts'
import { scriptBy, unnamed } from '../../../src-shared/domain/person.ts'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import { script, type Way } from '../../api/caller.ts'
import type { Handlers } from '../../api/dispatch.ts'
import { notIn } from '../../pipeline/5-review/submit.ts'
import type { Workspace } from '../workspace.ts'
import { createApprovalProofs, proofLifeMs } from './proofs.ts'
import { neverByScript, noScripts, notProved, pagesOnly } from './refusals.ts'

const approving = ['candidates.approve', 'candidates.partial', 'policies.put', 'settings.set'] as const

type Place = Pick<Workspace, 'bundled' | 'project' | 'settings'>
type Handler = (input: unknown, by: string, way: Way) => unknown

/** Why a program may not approve this; null: it may. */
export function scriptRefusal({ bundled, project: { root }, settings }: Place, subject: ProofSubject): Refused | null {
  // Whoever may let programs in could let himself in.
  if (subject.of === 'setting' && subject.key === scriptedApprovals) return neverByScript({ bundled, root })
  return settings.toggle(scriptedApprovals) ? null : noScripts({ bundled, root })
}

/** The handlers as they are, with those that approve behind the door, and the method that makes proofs. */
export function gatedApprovals(workspace: Workspace, handlers: Omit<Handlers, 'approvals.proof'>): Handlers {
  const proofs = createApprovalProofs(workspace)

  function hindrance(subject: ProofSubject, way: Way): Refused | null {
    switch (way.kind) {
      case 'terminal':
        return null
      case 'script':
        return scriptRefusal(workspace, subject)
      case 'page': {
        const presented = proofs.present(way.proof, subject, way.holder)
        return presented.kind === 'good' ? null : notProved(presented)
      }
    }
  }

  function proofOf(subject: ProofSubject, way: Way): Output<'approvals.proof'> | Refused {
    if (way.kind !== 'page') return pagesOnly()
    const old = subject.of === 'candidate' ? notShownNow(workspace, subject) : null
    return old ?? { proof: proofs.make(subject, way.holder), lifeMs: proofLifeMs }
  }

  const gated = approving.map(method => {
    const handler = handlers[method] as Handler
    const behind: Handler = (input, by = unnamed, way = script) => {
      const subject = subjectOf(method, input)
      if (subject === null) return handler(input, by, way)
      return hindrance(subject, way) ?? handler(input, way.kind === 'script' ? scriptBy(by) : by, way)
    }
    return [method, behind] as const
  })
  return {
    ...handlers,
    ...(Object.fromEntries(gated) as unknown as Pick<Handlers, (typeof approving)[number]>),
    'approvals.proof': (subject, _by, way = script) => proofOf(subject, way),
  }
}

/** Null where it is exactly what waits for a decision. */
function notShownNow(
  { stores, project }: Workspace,
  { id, diffSha256 }: Extract<ProofSubject, { of: 'candidate' }>,
): Refused | null {
  const candidate = stores.candidates.get(project.id, id)
  if (candidate?.state !== 'awaiting-review') return notIn('awaiting-review', { projectId: project.id, id }, stores)
  if (candidate.diffSha256 === diffSha256) return null
  return refuse(
    'not-approved',
    `Candidate ${id} has another diff than the one that is shown. Nothing was changed.`,
    'Look at the diff as it is now, then decide.',
  )
}
