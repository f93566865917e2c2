/**
 * Measurements must not disturb each other: everything that times something waits its turn here. Order of arrival; a work that
 * fails does not stop the next one.
 */
export interface Turnstile {
  <T>(work: () => Promise<T>): Promise<T>
}

export function oneAtATime(): Turnstile {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}
