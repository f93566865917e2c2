/**
 * The one measuring loop that both versions share. Its call sites are made megamorphic before anything is measured: otherwise the
 * compiler inlines one version and not the other, and identical functions differ by up to 2.5 times.
 */
export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

export interface Callee {
  readonly fn: AnyFunction
  /** `this` of the calls: the class of a static method, else undefined. */
  readonly self: unknown
}
export type Loop = (callee: Callee, lists: readonly (readonly unknown[])[], from: number, count: number) => void

/** Keeps every result alive, so that no call can be optimized away. */
export const sink: { last: unknown } = { last: undefined }

// One loop per number of arguments: a spread or `apply` would cost more than a small function does.
const loops: readonly Loop[] = [
  ({ fn, self }, _lists, _from, count) => {
    for (let i = 0; i < count; i++) sink.last = fn.call(self)
  },
  ({ fn, self }, lists, from, count) => {
    for (let i = 0, at = from; i < count; i++) {
      sink.last = fn.call(self, lists[at]![0])
      if (++at === lists.length) at = 0
    }
  },
  ({ fn, self }, lists, from, count) => {
    for (let i = 0, at = from; i < count; i++) {
      const list = lists[at]!
      sink.last = fn.call(self, list[0], list[1])
      if (++at === lists.length) at = 0
    }
  },
  ({ fn, self }, lists, from, count) => {
    for (let i = 0, at = from; i < count; i++) {
      const list = lists[at]!
      sink.last = fn.call(self, list[0], list[1], list[2])
      if (++at === lists.length) at = 0
    }
  },
  ({ fn, self }, lists, from, count) => {
    for (let i = 0, at = from; i < count; i++) {
      sink.last = Reflect.apply(fn, self, lists[at]! as unknown[])
      if (++at === lists.length) at = 0
    }
  },
]

const dummies: readonly AnyFunction[] = [
  (a, b) => [a, b],
  a => typeof a,
  function (a) {
    return this === a
  },
  (...args) => args.length,
  async a => a,
  (_a, b, c) => b ?? c ?? 1,
]

/** The loop for argument lists of this length (all lists of a block have the same one). */
export const loopFor = (argumentCount: number): Loop => loops[Math.min(argumentCount, loops.length - 1)]!

/** Runs every loop with unlike functions until it is compiled without any of them inlined. */
export const makeMegamorphic = (): void => {
  const lists = [
    [1, 2, 3, 4],
    ['a', {}, [], 1.5],
    [null, 'b', undefined, true],
  ]
  for (let round = 0; round < 30; round++) {
    for (const loop of loops)
      for (const fn of dummies) loop({ fn, self: round % 2 === 0 ? undefined : lists }, lists, round % 3, 200)
  }
}
