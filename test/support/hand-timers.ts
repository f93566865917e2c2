/** Timers that fire when the test says so. */
export function handTimers() {
  const waiting = new Map<() => void, number>()
  return {
    /** In ms, of those that wait. */
    waits: (): readonly number[] => [...waiting.values()],
    after: (ms: number, work: () => void) => {
      waiting.set(work, ms)
      return () => void waiting.delete(work)
    },
    /** All that wait now. */
    fire: () => {
      const now = waiting.keys().toArray()
      for (const work of now) waiting.delete(work)
      for (const work of now) work()
    },
  }
}
