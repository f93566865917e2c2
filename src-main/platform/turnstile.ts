/**
 * Works wait their turn here, in order of arrival, so many at once as the gate is wide: measurements so that they do not disturb each
 * other, reading and writing of the project's files so that nobody copies a half-changed project. A work that fails does not
 * stop the next one.
 */
export interface Turnstile {
  <T>(work: () => Promise<T>): Promise<T>
}

export function atMost(width: number): Turnstile {
  let free = width
  const waiting: (() => void)[] = []
  return async work => {
    if (free > 0) free--
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The place goes to the next one directly: nobody can slip in between.
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}

export const oneAtATime = (): Turnstile => atMost(1)
