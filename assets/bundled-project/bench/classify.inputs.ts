/** Twenty images (fewer at small sizes) to recognise among `size` prototypes: real digits, the prototypes scaled as training leaves them. */
import { someDigits } from './digits.ts'

const MOST_IMAGES = 20

export default (random: () => number, size: number): unknown[] => {
  const images = Math.min(size, MOST_IMAGES)
  const drawn = someDigits(random, size + images)
  const prototypes = drawn.slice(images).map(({ label, pixels }) => ({ label, pixels: pixels.map(pixel => pixel / 16) }))
  return [prototypes, drawn.slice(0, images).map(digit => digit.pixels)]
}
