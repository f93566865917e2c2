/** What the policy that approved a change asks of its watch. Read once, at its beginning: a policy that is changed later loosens nothing. */
import { policiesOf } from '../policies.ts'
import type { Workspace } from '../workspace.ts'
import type { Standing } from './standing.ts'

const byPolicy = /^policy:(.+)$/

export function termsOf(workspace: Workspace, id: string, nowMs: number): Standing['terms'] {
  const { stores, project } = workspace
  const approval = stores.decisions.list(project.id, id).find(({ verb }) => verb === 'approved')
  const name = byPolicy.exec(approval?.by ?? '')?.[1]
  const policy = policiesOf(workspace).find(each => each.name === name)
  const forMs = policy?.watchMs ?? 0
  return { untilMs: forMs === 0 ? 0 : nowMs + forMs, forMs, guardrails: [...(policy?.guardrails ?? [])] }
}
