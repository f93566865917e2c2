import { expect, it } from 'vitest'
import { addressOf, parseRoute } from './route.ts'

it('reads its own addresses', () => {
  expect(parseRoute(addressOf('review', 'c_0000000001'))).toEqual({ place: 'review', id: 'c_0000000001' })
  expect(parseRoute(addressOf('journal'))).toEqual({ place: 'journal', id: null })
})
it('takes everything else for the first page', () => {
  for (const hash of ['', '#', '#/', '#/nowhere', '#/%00', '#//x']) expect(parseRoute(hash)).toEqual({ place: 'now', id: null })
  expect(parseRoute('#/review/<img src=x>')).toEqual({ place: 'review', id: null })
})
