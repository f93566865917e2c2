import { expect, it } from 'vitest'
import { systemRandom } from '../../platform/random.ts'
import { tokenOf } from './access-token.ts'
import { cookieAgeMs, createCookieSeal, type CookieSealPorts } from './cookie-seal.ts'

const token = `asis_${'k'.repeat(43)}`
const seal = (more: Partial<CookieSealPorts> = {}) =>
  createCookieSeal({ random: systemRandom, nowMs: () => 1_700_000_000_000, token: () => token, name: 'asis_0', ...more })
const maria = { person: 'maria', scope: 'read' } as const
const sealed = seal().seal(maria)!
/** Whether it lets in. */
const good = (cookie: string, more: Partial<CookieSealPorts> = {}): boolean => seal(more).open(cookie) !== null

it('is accepted by another host of the same data folder with the same token, and by no other', () => {
  expect(seal().open(sealed)).toEqual(maria)
  for (const scope of ['read', 'operate', 'approve'] as const)
    expect(seal().open(seal().seal({ person: 'operator', scope })!)).toEqual({ person: 'operator', scope })
  expect(good(sealed, { name: 'asis_1' })).toBe(false)
  expect(good(sealed, { token: () => `asis_${'l'.repeat(43)}` })).toBe(false)
})
it('is never the same twice', () => {
  expect(seal().seal(maria)).not.toBe(sealed)
})
it('is good for 30 days, whichever way the clock goes', () => {
  for (const [apart, lets] of [
    [cookieAgeMs, true],
    [cookieAgeMs + 1, false],
    [-cookieAgeMs, true],
    [-cookieAgeMs - 1, false],
  ] as const)
    expect([apart, good(sealed, { nowMs: () => 1_700_000_000_000 + apart })]).toEqual([apart, lets])
})
it('cannot be changed in any character, made longer, or made from a weaker token', () => {
  for (let at = 0; at < sealed.length; at++) {
    const other = sealed[at] === 'a' ? 'b' : 'a'
    expect(good(sealed.slice(0, at) + other + sealed.slice(at + 1))).toBe(false)
  }
  expect(good(sealed.replace('.read.', '.approve.'))).toBe(false)
  for (const wrong of ['', '..', `${sealed}a`, `a${sealed}`, `${sealed}\n`, sealed.slice(0, -1)])
    expect([wrong, good(wrong)]).toEqual([wrong, false])
  for (const weak of [tokenOf(token, 'read'), tokenOf(token, 'operate'), tokenOf(token, 'approve', 'maria')])
    expect(good(seal({ token: () => weak }).seal(maria)!)).toBe(false)
})
it('is neither made nor accepted while there is no token', () => {
  expect(seal({ token: () => null }).seal(maria)).toBeNull()
  expect(good(sealed, { token: () => null })).toBe(false)
})
