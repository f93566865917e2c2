/**
 * Works through a list with a few at once, never two that claim the same thing, in the order of the list where that allows it.
 * The first work that throws ends it: what runs is awaited, nothing new is started, then it throws.
 */
export async function inLanes<T>(
  items: readonly T[],
  width: number,
  claimsOf: (item: T) => readonly string[] | 'everything',
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items]
  const running = new Map<T, Promise<void>>()
  const failures: unknown[] = []

  const overlap = (a: T, b: T): boolean => {
    const [mine, theirs] = [claimsOf(a), claimsOf(b)]
    return mine === 'everything' || theirs === 'everything' || mine.some(claim => theirs.includes(claim))
  }
  const fill = (): void => {
    while (failures.length === 0 && running.size < width) {
      const next = waiting.findIndex(item => ![...running.keys()].some(other => overlap(item, other)))
      const [item] = next < 0 ? [] : waiting.splice(next, 1)
      if (item === undefined) return
      const done = work(item)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(item))
      running.set(item, done)
    }
  }
  for (fill(); running.size > 0; fill()) await Promise.race(running.values())
  if (failures.length > 0) throw failures[0]
}
