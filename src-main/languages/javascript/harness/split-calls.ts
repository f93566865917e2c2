/**
 * The calls that a judge outside times: every one on the list prepared for it, every answer kept. As little as can be stands between two
 * calls; what does is the same for both versions and is measured by calls of a function of ours (`blank`).
 */
import type { Change } from './split-changes.ts'
import type { AnyFunction, Callee } from './ab-loop.ts'

export interface Prepared {
  /** One per call; the same list may come again. */
  readonly lists: readonly unknown[][]
  /** One per call, made just before it; null where every call has a list of its own. */
  readonly changes: readonly Change[] | null
}

/** An error in place of an answer. The engine's own texts name what a rewrite may rename. */
export class Thrown {
  readonly name: string
  readonly message: string
  constructor(error: unknown) {
    const engine = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
    this.name = error instanceof Error ? error.name : typeof error
    this.message = engine ? '' : error instanceof Error ? error.message : String(error)
  }
}

const apply = Reflect.apply
const none: Change = { holder: {}, key: 0, value: 0 }

type Call = (callee: Callee, list: unknown[]) => unknown
const callers: readonly Call[] = [
  ({ fn, self }) => fn.call(self),
  ({ fn, self }, list) => fn.call(self, list[0]),
  ({ fn, self }, list) => fn.call(self, list[0], list[1]),
  ({ fn, self }, list) => fn.call(self, list[0], list[1], list[2]),
  ({ fn, self }, list) => apply(fn, self, list),
]

/** One loop for all: its call of `call`, and the calls in there, are made unlike before anything is timed. */
const loop = (call: Call, callee: Callee, { lists, changes }: Prepared, answers: unknown[]): void => {
  for (let i = 0; i < lists.length; i++) {
    if (changes !== null) {
      const { holder, key, value } = changes[i] ?? none
      holder[key] = value
    }
    try {
      answers[i] = call(callee, lists[i]!)
    } catch (error) {
      answers[i] = new Thrown(error)
    }
  }
}

const awaited = async ({ fn, self }: Callee, { lists, changes }: Prepared, answers: unknown[]): Promise<void> => {
  for (let i = 0; i < lists.length; i++) {
    if (changes !== null) {
      const { holder, key, value } = changes[i] ?? none
      holder[key] = value
    }
    try {
      answers[i] = await apply(fn, self, lists[i]!)
    } catch (error) {
      answers[i] = new Thrown(error)
    }
  }
}

export const callAll = async (callee: Callee, prepared: Prepared, awaits: boolean): Promise<unknown[]> => {
  const { lists } = prepared
  const answers: unknown[] = Array.from({ length: lists.length })
  if (awaits) await awaited(callee, prepared, answers)
  else {
    const count = lists[0]?.length ?? 0
    const fits = count < callers.length - 1 && lists.every(list => list.length === count)
    loop(callers[fits ? count : callers.length - 1]!, callee, prepared, answers)
  }
  return answers
}

/** Takes what comes and answers a small number, which costs least to keep: what stands around calls is never overstated. */
const nothing: AnyFunction = function (a) {
  return a === undefined ? 1 : 0
}
const dummies: readonly AnyFunction[] = [(a, b) => b ?? a, a => typeof a, (...args) => args.length, (_a, b, c) => b ?? c ?? 1]

export const callNothing = async (prepared: Prepared, awaits: boolean): Promise<unknown[]> =>
  await callAll({ fn: nothing, self: undefined }, prepared, awaits)

/** Calls unlike functions until the loop is compiled without any of them inlined: neither version is then, nor is `nothing`. */
export const makeCallsAlike = (): void => {
  const lists: unknown[][] = [[1, 2, 3, 4], ['a', {}, [], 1.5], [null, 'b', undefined, true]] // prettier-ignore
  const many = Array.from({ length: 120 }, (_, i) => lists[i % lists.length]!)
  const changes = many.map(() => none)
  const answers: unknown[] = Array.from({ length: many.length })
  for (let round = 0; round < 40; round++) {
    for (const call of callers) {
      for (const fn of dummies)
        loop(call, { fn, self: undefined }, { lists: many, changes: round % 2 === 0 ? changes : null }, answers)
    }
  }
}
