/**
 * Changes of argument lists in place, one before each call, from a stream of random numbers: so that no answer can be remembered by
 * identity, by value or by a cheap look at both ends. A value is replaced by one that stands at the like place of another list, so that
 * lists stay what their generator makes: same types, same ranges, sorted lists sorted.
 */
type Holder = Record<string | number, unknown>

export interface Change {
  readonly holder: Holder
  readonly key: string | number
  readonly value: unknown
}

const deepest = 8
const attempts = 12
const isTyped = ArrayBuffer.isView
const getPrototypeOf = Object.getPrototypeOf

interface Place {
  readonly holder: Holder
  readonly key: string | number
  /** Keys on the way, numbers where an index was chosen. */
  readonly path: readonly (string | number)[]
}

const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) || (isTyped(value) && !(value instanceof DataView) && !Buffer.isBuffer(value))
const isRecord = (value: unknown): value is Holder => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && !Object.isFrozen(value)
}
const isLeaf = (value: unknown): boolean => typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'

/** One random place that holds a number, a text or a truth value; null where the way ends in something else. */
const placeIn = (args: unknown[], random: () => number): Place | null => {
  const path: (string | number)[] = []
  let holder: unknown = args
  for (let depth = 0; depth < deepest; depth++) {
    let key: string | number
    if (isList(holder)) {
      if (holder.length === 0) return null
      key = Math.floor(random() * holder.length)
    } else if (isRecord(holder)) {
      const names = Object.keys(holder)
      if (names.length === 0) return null
      key = names[Math.floor(random() * names.length)]!
    } else return null
    path.push(key)
    const value = (holder as Holder)[key]
    if (isLeaf(value)) return Object.isFrozen(holder) ? null : { holder: holder as Holder, key, path }
    holder = value
  }
  return null
}

/** The value at the like place of another list: the same names, any index. The argument's own number is no index. */
const donorFor = (args: unknown[], path: readonly (string | number)[], random: () => number): unknown => {
  let value: unknown = args[path[0] as number]
  for (const key of path.slice(1)) {
    if (typeof key === 'number') {
      if (!isList(value) || value.length === 0) return undefined
      value = value[Math.floor(random() * value.length)]
    } else {
      if (!isRecord(value)) return undefined
      value = value[key]
    }
  }
  return value
}

const alike = (a: unknown, b: unknown): boolean =>
  typeof a === typeof b && !Object.is(a, b) && (typeof a !== 'number' || Number.isInteger(a) === Number.isInteger(b))

/** Order of a list by its elements or by one of their fields, looked at once; changes keep it. */
const orders = (): ((list: readonly unknown[], field: string | null) => 'rising' | 'falling' | null) => {
  const known = new Map<readonly unknown[], Map<string | null, 'rising' | 'falling' | null>>()
  return (list, field) => {
    let ofList = known.get(list)
    if (!ofList) known.set(list, (ofList = new Map()))
    let order = ofList.get(field)
    if (order === undefined) {
      const at = (index: number): unknown => (field === null ? list[index] : (list[index] as Holder | null | undefined)?.[field])
      let rising = list.length > 2
      let falling = rising
      for (let index = 1; index < list.length && (rising || falling); index++) {
        const [before, after] = [at(index - 1) as number, at(index) as number]
        if (!(before <= after)) rising = false
        if (!(before >= after)) falling = false
      }
      order = rising ? 'rising' : falling ? 'falling' : null
      ofList.set(field, order)
    }
    return order
  }
}

/** Between its neighbours, so that a sorted list stays sorted; null where there is no room. */
const between = (before: unknown, after: unknown, old: unknown, random: () => number): number | null => {
  if (typeof old !== 'number') return null
  const low = typeof before === 'number' ? before : old
  const high = typeof after === 'number' ? after : old
  const value = low + random() * (high - low)
  const fitting = Number.isInteger(old) ? Math.round(value) : value
  return fitting >= Math.min(low, high) && fitting <= Math.max(low, high) && fitting !== old ? fitting : null
}

/** Makes changes of `lists`; each is applied as it is made, and `undo` takes all of them back, however often they were made again. */
export const changer = (lists: readonly unknown[][], random: () => number) => {
  const orderOf = orders()
  const undone: Change[] = []

  const valueFor = (args: unknown[], { holder, key, path }: Place): unknown => {
    const old = holder[key]
    const index = path.findLastIndex((step, at) => at > 0 && typeof step === 'number')
    if (index > 0 && index >= path.length - 2) {
      let list: unknown = args
      for (const step of path.slice(0, index)) list = (list as Holder)[step]
      const field = index === path.length - 1 ? null : (path.at(-1) as string)
      const at = path[index] as number
      if (isList(list)) {
        const order = orderOf(list, field)
        const beside = (other: number): unknown =>
          field === null
            ? (list as readonly unknown[])[other]
            : ((list as readonly unknown[])[other] as Holder | undefined)?.[field]
        if (order !== null) return between(beside(at - 1), beside(at + 1), old, random) ?? undefined
      }
    }
    const donor = donorFor(lists[Math.floor(random() * lists.length)]!, path, random)
    return alike(old, donor) ? donor : undefined
  }

  return {
    /** A change of this list, already made; null where none was found. */
    next: (args: unknown[]): Change | null => {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const place = placeIn(args, random)
        if (!place) continue
        const value = valueFor(args, place)
        if (value === undefined) continue
        undone.push({ holder: place.holder, key: place.key, value: place.holder[place.key] })
        place.holder[place.key] = value
        return { holder: place.holder, key: place.key, value }
      }
      return null
    },
    /** The lists as they were; again after the changes were made again. */
    undo: (): void => {
      for (let at = undone.length - 1; at >= 0; at--) {
        const { holder, key, value } = undone[at]!
        holder[key] = value
      }
    },
  }
}

/** How many places of `args` hold a value that could be changed, counted up to `most`. */
export const placesIn = (args: readonly unknown[], most: number): number => {
  let count = 0
  const seen = new Set<object>()
  const walk = (value: unknown, depth: number): void => {
    if (count >= most || depth > deepest) return
    if (isLeaf(value)) count++
    else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value)
      if (isList(value)) for (let at = 0; at < Math.min(value.length, most); at++) walk(value[at], depth + 1)
      else if (isRecord(value)) for (const name of Object.keys(value)) walk(value[name], depth + 1)
    }
  }
  for (const value of args) walk(value, 1)
  return count
}
