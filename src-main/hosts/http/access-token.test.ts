import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemRandom } from '../../platform/random.ts'
import { accessToken, currentToken } from './access-token.ts'

let home: string
beforeEach(() => (home = join(mkdtempSync(join(tmpdir(), 'asis-token-')), 'data')))
afterEach(() => rmSync(join(home, '..'), { recursive: true, force: true }))

it('is made once, kept for its owner only, and replaced when rotated', () => {
  const first = accessToken(home, systemRandom)
  expect(first).toMatch(/^asis_[\w-]{43}$/)
  expect(accessToken(home, systemRandom)).toBe(first)
  expect(statSync(join(home, 'access-token')).mode & 0o777).toBe(0o600)
  const second = accessToken(home, systemRandom, true)
  expect(second).not.toBe(first)
  expect(readFileSync(join(home, 'access-token'), 'utf8').trim()).toBe(second)
})
it('does not take a file that was emptied or shortened for a token', () => {
  accessToken(home, systemRandom)
  writeFileSync(join(home, 'access-token'), 'asis_short\n')
  expect(accessToken(home, systemRandom)).toMatch(/^asis_[\w-]{43}$/)
})
it('is refused where nothing can be written', () => {
  writeFileSync(home, 'a file where the folder should be')
  expect(accessToken(home, systemRandom)).toMatchObject({ kind: 'refused', code: 'disk' })
})

it('is seen as it is now by a host that runs: replaced, spoilt, gone, back', () => {
  const now = currentToken(home)
  expect(now()).toBeNull()
  expect(accessToken(home, systemRandom)).toBe(now())
  const second = accessToken(home, systemRandom, true)
  expect([now(), now()]).toEqual([second, second])
  appendFileSync(join(home, 'access-token'), 'spoilt')
  expect(now()).toBeNull()
  rmSync(join(home, 'access-token'))
  expect(now()).toBeNull()
  expect(accessToken(home, systemRandom)).toBe(now())
})
