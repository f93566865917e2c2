/** Seeded random numbers, so that a simulation can be repeated exactly. Not for anything that must be hard to guess. */

export type Random = () => number

/** Mulberry32: a sequence in [0, 1) that depends on nothing but the seed. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number from 0 up to, not including, `limit`. */
export const randomIndex = (random: Random, limit: number): number => Math.floor(random() * limit)

/** Fisher-Yates on a copy. */
export const shuffled = <T>(items: readonly T[], random: Random): T[] => {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = randomIndex(random, last + 1)
    const item = result[last]
    result[last] = result[other]
    result[other] = item
  }
  return result
}
