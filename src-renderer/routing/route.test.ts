import { expect, it } from 'vitest'
import { addressOf, parseRoute } from './route.ts'

it('reads its own addresses', () => {
  expect(parseRoute(addressOf('review', 'c_0000000001'))).toEqual({ place: 'review', id: 'c_0000000001' })
  expect(parseRoute(addressOf('journal'))).toEqual({ place: 'journal', id: null })
  for (const [place, id] of [
    ['now', 'pattern_recognition_speed'],
    ['journal', '17'],
    ['journal', 's_0000000001'],
    ['settings', 'autonomous.intervalMs'],
  ] as const)
    expect(parseRoute(addressOf(place, id))).toEqual({ place, id })
})
it('takes everything else for the first page', () => {
  for (const hash of ['', '#', '#/', '#/nowhere', '#/%00', '#//x']) expect(parseRoute(hash)).toEqual({ place: 'now', id: null })
  for (const hash of ['#/journal/c_0000000001', '#/journal/0', '#/settings/a b', '#/history/17'])
    expect(parseRoute(hash).id).toBe(null)
  expect(parseRoute('#/review/<img src=x>')).toEqual({ place: 'review', id: null })
})
