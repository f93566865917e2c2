/** Twenty images to recognise among `size` prototypes: real digits, the prototypes scaled as training leaves them. */
import { someDigits } from './digits.ts'

const IMAGES = 20

export default (random: () => number, size: number): unknown[] => {
  const drawn = someDigits(random, size + IMAGES)
  const prototypes = drawn.slice(IMAGES).map(({ label, pixels }) => ({ label, pixels: pixels.map(pixel => pixel / 16) }))
  return [prototypes, drawn.slice(0, IMAGES).map(digit => digit.pixels)]
}
