/**
 * A generator or other bare iterator is what it yields, what it returns at the end or throws on the way. Used up right away: an
 * iterator that somebody else still holds is then used up for him too, on both sides alike. Some calls read it less far and then let it
 * go, as a caller does who has found what he looked for: what is done ahead, or left open, shows in the arguments and callbacks.
 */
export const maxItems = 10_000

/** How many items call number `at` takes. */
export const takeOf = (at: number): number => {
  const kind = (Math.imul(Math.floor(at * 2) + 1, 0x9e3779b1) >>> 8) % 8
  return kind < 3 ? kind : maxItems
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

export const isIteratorLike = (value: unknown): value is Iterator<unknown> =>
  isObject(value) && typeof Reflect.get(value, 'next') === 'function' && typeof Reflect.get(value, Symbol.iterator) === 'function'

export const drain = (iterator: Iterator<unknown>, take: number): unknown => {
  const yields: unknown[] = []
  try {
    while (yields.length < take) {
      const step = iterator.next()
      if (step.done === true) return { yields, returns: step.value, by: iterator }
      yields[yields.length] = step.value
    }
    return { yields, left: iterator.return?.(), by: iterator }
  } catch (error) {
    return { yields, throws: error, by: iterator }
  }
}

export const isAsyncIterator = (value: unknown): value is AsyncIterable<unknown> =>
  isObject(value) && typeof Reflect.get(value, Symbol.asyncIterator) === 'function'

export const drainLater = async (iterable: AsyncIterable<unknown>, take: number): Promise<unknown> => {
  const yieldsLater: unknown[] = []
  try {
    const iterator = iterable[Symbol.asyncIterator]() as AsyncIterator<unknown>
    while (yieldsLater.length < take) {
      const step = await iterator.next()
      if (step.done === true) return { yieldsLater, returns: step.value as unknown }
      yieldsLater[yieldsLater.length] = step.value
    }
    return { yieldsLater, left: await iterator.return?.() }
  } catch (error) {
    return { yieldsLater, throws: error }
  }
}
