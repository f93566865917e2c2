/**
 * Answers kept by Idempotency-Key, so that a client that lost an answer can ask again without doing it twice. Kept in memory only: after a restart
 * the operations themselves still do nothing twice.
 */
import { createHash } from 'node:crypto'

export interface Kept {
  readonly status: number
  readonly body: unknown
}
export interface Idempotency {
  /** Runs `work` once per key; `null` when the key was used with other content. */
  once(key: string, content: string, work: () => Promise<Kept>): Promise<Kept> | null
}

const maxKeys = 1000
const keepMs = 24 * 3_600_000

export function createIdempotency(nowMs: () => number): Idempotency {
  const kept = new Map<string, { readonly content: string; readonly answer: Promise<Kept>; readonly tMs: number }>()
  return {
    once(key, content, work) {
      const digest = createHash('sha256').update(content).digest('hex')
      for (const [old, { tMs }] of kept) if (nowMs() - tMs > keepMs || kept.size > maxKeys) kept.delete(old)
      const known = kept.get(key)
      if (known) return known.content === digest ? known.answer : null
      const answer = work()
      kept.set(key, { content: digest, answer, tMs: nowMs() })
      // A defect is no answer to repeat; refusals that can change (5xx, 409) may be tried again with the same key.
      answer.then(
        ({ status }) => (status >= 500 || status === 409) && kept.delete(key),
        () => kept.delete(key),
      )
      return answer
    },
  }
}
