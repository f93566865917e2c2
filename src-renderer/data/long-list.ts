/**
 * A list too long to be asked for at once: newest first, older pages when somebody comes near them. What is known stays on the screen
 * while it is read again, so that nothing jumps. Knows nothing of React and nothing of what is listed.
 */
import { CallError } from '../../src-shared/api/wire.ts'

export interface LongList<T> {
  /** Undefined until the first page is there. */
  readonly rows: readonly T[] | undefined
  /** The oldest one is among `rows`. */
  readonly complete: boolean
  readonly busy: boolean
  readonly error: CallError | undefined
}

export interface LongListStore<T> {
  read(): LongList<T>
  watch(listener: () => void): () => void
  /** The next page; nothing while one is under way. */
  more(): Promise<void>
  /** Pages until `found`, to the end, or through the newest 20,000. False: it is not among them. */
  until(found: (row: T) => boolean): Promise<boolean>
  /** Reads as many again as are known now. */
  reload(): Promise<void>
  /** What an event says. */
  change(by: (rows: readonly T[], complete: boolean) => readonly T[]): void
}

const asCallError = (error: unknown): CallError =>
  error instanceof CallError
    ? error
    : new CallError({ code: 'internal', message: 'This window made a mistake. Nothing was changed.', next: 'Reload it.' })

const mostLookedThrough = 20_000

/** How many rows are asked for: few at first, so that they are there at once; then as many as the contract gives. */
export interface PageSizes {
  readonly first: number
  readonly next: number
}
export const usualPages: PageSizes = { first: 200, next: 500 }

/** `fetch` answers at most `limit` rows after `last`, or the newest ones. */
export const createLongList = <T>(
  fetch: (last: T | undefined, limit: number) => Promise<readonly T[]>,
  sizes: PageSizes,
  keyOf: (row: T) => string | number,
): LongListStore<T> => {
  const listeners = new Set<() => void>()
  let state: LongList<T> = { rows: undefined, complete: false, busy: false, error: undefined }
  let under: Promise<void> | null = null
  const put = (next: Partial<LongList<T>>): void => {
    state = { ...state, ...next }
    for (const listener of listeners) listener()
  }
  /** What came and that it came are told at once: each telling draws the page. */
  const one = async (work: () => Promise<() => Partial<LongList<T>>>): Promise<void> => {
    put({ busy: true, error: undefined })
    try {
      const come = await work()
      put({ ...come(), busy: false })
    } catch (error) {
      put({ busy: false, error: asCallError(error) })
    } finally {
      under = null
    }
  }
  const add = async (): Promise<() => Partial<LongList<T>>> => {
    const last = state.rows?.at(-1)
    const limit = last === undefined ? sizes.first : sizes.next
    const page = await fetch(last, limit)
    return () => {
      // Events may have brought some of them meanwhile.
      const known = new Set((state.rows ?? []).map(keyOf))
      return { rows: [...(state.rows ?? []), ...page.filter(r => !known.has(keyOf(r)))], complete: page.length < limit }
    }
  }
  const more = (): Promise<void> => {
    if (under !== null) return under
    if (state.complete) return Promise.resolve()
    under = one(add)
    return under
  }
  return {
    read: () => state,
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    more,
    async until(found) {
      for (;;) {
        if (state.rows?.some(found) === true) return true
        if (state.complete || state.error !== undefined || (state.rows?.length ?? 0) >= mostLookedThrough) return false
        await more()
      }
    },
    async reload() {
      for (let now = under; now !== null; now = under) await now
      const wanted = state.rows?.length ?? 0
      under = one(async () => {
        const fresh: T[] = []
        let full = true
        while (full && (fresh.length === 0 || fresh.length < wanted)) {
          const limit = fresh.length === 0 ? sizes.first : sizes.next
          const page = await fetch(fresh.at(-1), limit)
          fresh.push(...page)
          full = page.length === limit
        }
        return () => ({ rows: fresh, complete: !full })
      })
      await under
    },
    change(by) {
      if (state.rows === undefined) return
      const rows = by(state.rows, state.complete)
      if (rows !== state.rows) put({ rows })
    },
  }
}
