/**
 * What was answered under which Idempotency-Key, so that a client that lost an answer can ask again without doing it twice, also after a
 * crash. A key is written down before the work begins. Knows digests only, and nothing of what the work is.
 */
import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'

export interface KeptAnswer {
  readonly status: number
  /** JSON */
  readonly body: string
}

export interface KeyUse {
  /** Who uses it: nobody reads or displaces the answers of another one. */
  readonly owner: string
  readonly key: string
  /** What was asked for, all of it. */
  readonly content: string
}

export type Begun =
  /** Written down: do the work, then `finish` or `forget`. */
  | { readonly kind: 'fresh' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  /** Begun before, and nobody has written what became of it. */
  | { readonly kind: 'unknown' }
  /** The key was used for something else. */
  | { readonly kind: 'other-content' }

export interface IdempotencyStore {
  begin(use: KeyUse, nowMs: number): Begun
  finish(use: KeyUse, answer: KeptAnswer): void
  /** Nothing was done: the key is free again. */
  forget(use: KeyUse): void
}

/** Per owner. */
export const maxKept = 1000
export const keepMs = 24 * 3_600_000

const digest = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex')
const keyOf = ({ owner, key }: KeyUse): string => digest(owner, key)

interface Row {
  readonly content: string
  readonly status: number | null
  readonly body: string | null
}

export function openIdempotencyStore(db: Database): IdempotencyStore {
  const select = db.prepare<[string], Row>('SELECT content, status, body FROM kept_answers WHERE key = ?')
  const insert = db.prepare<[string, string, string, number]>(
    'INSERT INTO kept_answers (key, owner, content, t_ms) VALUES (?, ?, ?, ?)',
  )
  const update = db.prepare<[number, string, string]>('UPDATE kept_answers SET status = ?, body = ? WHERE key = ?')
  const remove = db.prepare<[string]>('DELETE FROM kept_answers WHERE key = ?')
  const removeOld = db.prepare<[number]>('DELETE FROM kept_answers WHERE t_ms < ?')
  // What is not known to have been done goes last: forgetting it may do it twice.
  const removeExcess = db.prepare<[string, number]>(
    `DELETE FROM kept_answers WHERE key IN (
       SELECT key FROM kept_answers WHERE owner = ? ORDER BY (status IS NULL) DESC, t_ms DESC, key DESC LIMIT -1 OFFSET ?)`,
  )
  const begin = db.transaction((use: KeyUse, nowMs: number): Begun => {
    removeOld.run(nowMs - keepMs)
    const key = keyOf(use)
    const content = digest(use.content)
    const known = select.get(key)
    if (known === undefined) {
      removeExcess.run(use.owner, maxKept - 1)
      insert.run(key, use.owner, content, nowMs)
      return { kind: 'fresh' }
    }
    if (known.content !== content) return { kind: 'other-content' }
    if (known.status === null || known.body === null) return { kind: 'unknown' }
    return { kind: 'answered', answer: { status: known.status, body: known.body } }
  })
  return {
    begin: (use, nowMs) => begin.immediate(use, nowMs),
    finish: (use, { status, body }) => void update.run(status, body, keyOf(use)),
    forget: use => void remove.run(keyOf(use)),
  }
}
