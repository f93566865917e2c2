import { expect, it } from 'vitest'
import { deepLinkIn, parseDeepLink } from './deep-link.ts'

it('is a known place, and a candidate in it', () => {
  expect(parseDeepLink('asis://open/review/c_0123456789')).toEqual({ go: 'review', id: 'c_0123456789' })
  expect(parseDeepLink('asis://open/history/')).toEqual({ go: 'history' })
})
it.each([
  '',
  'asis://open',
  'asis://open/',
  'asis://open/welcome',
  'asis://open/nowhere',
  'asis://app/index.html',
  'ASIS://open/review',
  'asis://open/review/../settings',
  'asis://open/review/c_0123456789/approve',
  'asis://open/review/c_012345678A',
  'asis://open/review?approve=1',
  'asis://open/review#/settings',
  'asis://open/review%2Fc_0123456789',
  'asis://open@evil/review',
  'asis://open/review\n--no-sandbox',
  'https://open/review',
])('is nothing else: %j', text => {
  expect(parseDeepLink(text)).toBe(null)
})
it('is taken from the arguments of a second start only when it is the only one', () => {
  expect(deepLinkIn(['/opt/asis', '--flag', 'asis://open/review'])).toEqual({ go: 'review' })
  expect(deepLinkIn(['/opt/asis', 'asis://open/review', 'asis://open/now'])).toBe(null)
  expect(deepLinkIn(['/opt/asis', '--url=asis://open/review'])).toBe(null)
})
