/**
 * Which objects earlier calls returned or got, and which memory: arguments are new in each call, so whatever was met before was kept
 * by the function. Of memory that `Buffer`s share the stretch counts, because Node itself cuts many small ones out of one piece.
 */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly at: number
}
export interface Marks {
  met(object: object, from?: number, to?: number): void
  shared(): boolean
}
const mostStretches = 2_000

export class Returned {
  readonly #objects = new WeakMap<object, number>()
  readonly #memory = new WeakMap<object, Stretch[]>()

  /** For call number `at`. */
  call(at: number): Marks {
    let shared = false
    return {
      shared: () => shared,
      met: (object, from, to) => {
        if (from !== undefined && to !== undefined) {
          const known = this.#memory.get(object) ?? []
          if (known.length === 0) this.#memory.set(object, known)
          if (known.some(other => other.at !== at && other.from < to && from < other.to)) shared = true
          else if (known.length < mostStretches) known.push({ from, to, at })
          return
        }
        const before = this.#objects.get(object)
        if (before === undefined) this.#objects.set(object, at)
        else if (before !== at) shared = true
      },
    }
  }
}
