/**
 * Binds the contract to the core: looks the method up, checks the scope, validates the input once, runs the handler. Every host
 * comes through here, so all share validation, scopes and errors. What a handler returns is our own and is not validated again.
 */
import { z } from 'zod'
import { methods, scopeFor, type Input, type Method, type Output, type Scope } from '../../src-shared/api/contract.ts'
import { personBy, personName, unnamed } from '../../src-shared/domain/person.ts'
import { isRefused, refuse, type Refused } from '../../src-shared/errors.ts'
import type { Clock, Log } from '../platform/ports.ts'
import { script, type Caller, type Way } from './caller.ts'

/** `by`: who asks, as decisions and the journal say it: `operator` or `operator:NAME`. `way`: how it came in; a script's where nobody says. */
export type Handlers = {
  readonly [M in Method]: (
    input: z.output<(typeof methods)[M]['input']>,
    by?: string,
    way?: Way,
  ) => Output<M> | Refused | Promise<Output<M> | Refused>
}

const strength: Readonly<Record<Scope, number>> = { read: 0, operate: 1, approve: 2 }

/** What a method is called with, after its schema. */
export type Admitted<M extends Method> = z.output<(typeof methods)[M]['input']>

/** The core's thread is shared with whoever draws: a call that holds it longer than half a frame is named. */
export const slowMs = 8

export interface DispatchPorts {
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly log: Log
  readonly caller?: Caller | undefined
}

/** Unknown methods and wrong inputs are refusals (`not-found`, `bad-input`): they come from outside. */
export async function dispatch<M extends Method>(
  handlers: Handlers,
  method: M,
  input: Input<M>,
  scope: Scope,
  { clock, log, caller = {} }: DispatchPorts,
): Promise<Output<M> | Refused> {
  const admitted = admit(method, input, scope)
  if (isRefused(admitted)) return admitted
  const { name = unnamed, way = script } = caller
  if (!personName.test(name))
    return refuse(
      'bad-input',
      'The name of the caller has characters that a name cannot have, or is longer than 60. Nothing was changed.',
      'Use letters, digits, blanks and . _ @ -',
    )
  // Up to the first await; what comes after it has let others in between. No inputs: they may hold what no log should.
  const startedMs = clock.monotonicMs()
  try {
    return handlers[method](admitted.input as never, personBy(name), way)
  } finally {
    const elapsedMs = clock.monotonicMs() - startedMs
    if (elapsedMs > slowMs) log('warn', 'a call held the core', { method, elapsedMs: Math.round(elapsedMs * 10) / 10 })
  }
}

/** The checks by themselves: method, scope, input. */
export function admit<M extends Method>(
  method: M,
  input: Input<M>,
  scope: Scope,
): { readonly kind: 'admitted'; readonly input: Admitted<M> } | Refused {
  if (!Object.hasOwn(methods, method))
    return refuse(
      'not-found',
      `There is no method "${String(method).slice(0, 80)}".`,
      'See src-shared/api/contract.ts for what there is.',
    )
  const declared = methods[method]
  const parsed = declared.input.safeParse(input)
  const needed = parsed.success ? scopeFor(method, parsed.data) : declared.scope
  if (strength[scope] < strength[needed]) {
    return refuse(
      'forbidden',
      `This connection may ${scope}, and ${method} needs the right to ${needed}. Nothing was changed.`,
      'Start the host with that right.',
    )
  }
  if (!parsed.success)
    return refuse(
      'bad-input',
      `${method}: ${firstProblem(parsed.error)}. Nothing was changed.`,
      'Correct the value and try again.',
    )
  return { kind: 'admitted', input: parsed.data as Admitted<M> }
}

function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return 'the input is not valid'
  const path = issue.path.map(String).join('.')
  return path ? `${path}: ${issue.message}` : issue.message
}
