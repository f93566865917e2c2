import { expect, it } from 'vitest'
import { quietHoursOf, quietUntil } from './quiet-hours.ts'

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 0, day, hour, minute).getTime()

it.each([
  ['22:00-06:00', at(1, 23), at(2, 6)],
  ['22:00-06:00', at(2, 3, 30), at(2, 6)],
  ['22:00-06:00', at(2, 6), null],
  ['22:00-06:00', at(2, 21, 59), null],
  ['09:15-17:45', at(1, 9, 15), at(1, 17, 45)],
  ['09:15-17:45', at(1, 17, 45), null],
  ['', at(1, 3), null],
])('%s at %i ends at %s', (text, nowMs, end) => {
  expect(quietUntil(text, nowMs)).toBe(end)
})
it.each(['24:00-01:00', '1:00-2:00', '01:00 - 02:00', '01:00-01:00', 'night'])('%s is no time of day', text => {
  expect(quietHoursOf(text)).toBeNull()
})
