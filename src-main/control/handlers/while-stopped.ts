/** While an emergency stop holds, every method that starts or changes something is refused, but for those named here. */
import { methods, type Method } from '../../../src-shared/api/contract.ts'
import type { Handlers } from '../../api/dispatch.ts'
import type { StopSwitch } from '../stop-switch.ts'

/** Deciding against a change, taking one back, and looking after the program itself stay possible. */
const allowed: ReadonlySet<Method> = new Set([
  'control.stop',
  'control.resume',
  'session.cancel',
  'analyze.cancel',
  'candidates.decline',
  'candidates.undecline',
  'candidates.comment',
  'candidates.uncomment',
  'modifications.rollback',
  'modifications.rollbackSince',
  // The other half of a rollback: what an operator had.
  'edits.restore',
  // `keep` only; it refuses another look by itself.
  'watches.answer',
  // For settings and policies, which can be changed meanwhile.
  'approvals.proof',
  'settings.set',
  'policies.put',
  'policies.remove',
  'projects.open',
  'projects.look',
  'projects.init',
  'folders.list',
])

export function refusedWhileStopped(handlers: Handlers, stop: StopSwitch): Handlers {
  const guarded = Object.entries(handlers).map(([name, handler]) => {
    const method = name as Method
    if (methods[method].scope === 'read' || allowed.has(method)) return [name, handler]
    return [
      name,
      (...args: readonly unknown[]) => stop.refusal() ?? (handler as (...given: readonly unknown[]) => unknown)(...args),
    ]
  })
  return Object.fromEntries(guarded) as unknown as Handlers
}
