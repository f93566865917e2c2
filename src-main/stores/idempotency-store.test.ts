import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepMs, maxKept, type KeyUse } from './idempotency-store.ts'
import type { Stores } from './stores.ts'
import { mustOpen, temporaryFolder } from './test-home.ts'

let folder: ReturnType<typeof temporaryFolder>
let stores: Stores
beforeEach(() => {
  folder = temporaryFolder()
  stores = mustOpen(join(folder.path, 'data'))
})
afterEach(() => {
  stores.close()
  folder.remove()
})
const use = (key: string, more: Partial<KeyUse> = {}): KeyUse => ({ owner: 'operate', key, content: 'c', ...more })
const answer = { status: 202, body: '{"a":1}' }
const reopen = (): void => {
  stores.close()
  stores = mustOpen(join(folder.path, 'data'))
}

it('keeps an answer over a restart, for who asked and for what was asked only', () => {
  expect(stores.idempotency.begin(use('k'), 1)).toEqual({ kind: 'fresh' })
  stores.idempotency.finish(use('k'), answer)
  reopen()
  expect(stores.idempotency.begin(use('k'), 2)).toEqual({ kind: 'answered', answer })
  expect(stores.idempotency.begin(use('k', { content: 'd' }), 2)).toEqual({ kind: 'other-content' })
  expect(stores.idempotency.begin(use('k', { owner: 'approve' }), 2)).toEqual({ kind: 'fresh' })
})

it('says of what was begun and not finished that it is unknown, until the key is freed', () => {
  stores.idempotency.begin(use('k'), 1)
  reopen()
  expect(stores.idempotency.begin(use('k'), 2)).toEqual({ kind: 'unknown' })
  expect(stores.idempotency.begin(use('k', { content: 'd' }), 2)).toEqual({ kind: 'other-content' })
  stores.idempotency.forget(use('k'))
  expect(stores.idempotency.begin(use('k'), 3)).toEqual({ kind: 'fresh' })
})

it('forgets after a day', () => {
  stores.idempotency.begin(use('k'), 1)
  expect(stores.idempotency.begin(use('k'), 1 + keepMs)).toEqual({ kind: 'unknown' })
  expect(stores.idempotency.begin(use('k'), 2 + keepMs)).toEqual({ kind: 'fresh' })
})

it('keeps 1,000 for each who asks: the oldest goes first, what is unknown last, and nobody displaces another one', () => {
  const { begin, finish } = stores.idempotency
  begin(use('theirs', { owner: 'approve' }), 0)
  begin(use('unknown'), 1)
  for (let i = 0; i < maxKept; i++) {
    begin(use(`k${i}`), 2 + i)
    finish(use(`k${i}`), answer)
  }
  expect(begin(use('theirs', { owner: 'approve' }), 5000).kind).toBe('unknown')
  expect(begin(use('unknown'), 5000).kind).toBe('unknown')
  expect(begin(use('k1'), 5000).kind).toBe('answered')
  expect(begin(use('k0'), 5000).kind).toBe('fresh')
})
