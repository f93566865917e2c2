/** What is known of a value: where it may come from, and what is in it. Sets of origins and how they are put together; pure. */

/**
 * `fresh`: made in the call. `bare`: made without a prototype. `plain`: text, number, truth value. `argument`, `this`, `unknown`.
 * `computed`: read by a name that may be any. `looked-up`: read from something fresh by a name that is data of the input.
 * `inner`: a function made in the call. `top:x`, `function:x`, `import:x`, `builtin:x`: what outlives the call.
 */
export type Origin = string

export interface Value {
  readonly own: ReadonlySet<Origin>
  /** Of what is in it, and of what is in that. */
  readonly held: ReadonlySet<Origin>
  readonly deep: ReadonlySet<Origin>
}

export const none: ReadonlySet<Origin> = new Set()
export const value = (own: Iterable<Origin>, held: Iterable<Origin> = none, deep: Iterable<Origin> = none): Value => ({
  own: own instanceof Set ? own : new Set(own),
  held: held instanceof Set ? held : new Set(held),
  deep: deep instanceof Set ? deep : new Set(deep),
})
export const nothing = value([])
export const plain = value(['plain'])
const both = (left: ReadonlySet<Origin>, right: ReadonlySet<Origin>): ReadonlySet<Origin> =>
  left.size === 0 ? right : right.size === 0 || left === right ? left : new Set([...left, ...right])
export const join = (...values: readonly Value[]): Value => {
  let [all = nothing] = values
  for (const each of values.slice(1))
    all = { own: both(all.own, each.own), held: both(all.held, each.held), deep: both(all.deep, each.deep) }
  return all
}

export const isOnly = (set: ReadonlySet<Origin>, ...allowed: readonly Origin[]): boolean =>
  [...set].every(each => allowed.includes(each))
