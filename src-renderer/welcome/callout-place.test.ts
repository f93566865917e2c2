import { expect, it } from 'vitest'
import { calloutPlace } from './callout-place.ts'

const room = { width: 1440, height: 900 }
const callout = { width: 340, height: 180 }

it('stands right of what it is about, else left, else below, else in the corner', () => {
  expect(calloutPlace({ left: 160, top: 100, width: 400, height: 240 }, callout, room)).toEqual({ left: 572, top: 100 })
  expect(calloutPlace({ left: 1120, top: 60, width: 320, height: 240 }, callout, room)).toEqual({ left: 768, top: 60 })
  expect(calloutPlace({ left: 0, top: 0, width: 1440, height: 40 }, callout, room)).toEqual({ left: 12, top: 52 })
  expect(calloutPlace({ left: 0, top: 0, width: 1440, height: 900 }, callout, room)).toEqual({ left: 1088, top: 708 })
  expect(calloutPlace(null, callout, room)).toEqual({ left: 1088, top: 708 })
})
it('stays inside of the window', () => {
  expect(calloutPlace({ left: 160, top: 860, width: 400, height: 400 }, callout, room).top).toBe(708)
  expect(calloutPlace({ left: 160, top: -300, width: 400, height: 400 }, callout, room).top).toBe(12)
})
