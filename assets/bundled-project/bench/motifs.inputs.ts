/** A series of `size` values: how much ink there is in each column of digits written one after the other. */
import { someDigits } from './digits.ts'

const SIDE = 8
const WINDOW = 16

export default (random: () => number, size: number): unknown[] => {
  const series = someDigits(random, Math.ceil(size / SIDE)).flatMap(({ pixels }) =>
    Array.from({ length: SIDE }, (_, column) => pixels.reduce((sum, pixel, at) => sum + (at % SIDE === column ? pixel : 0), 0)),
  )
  return [series.slice(0, size), WINDOW]
}
