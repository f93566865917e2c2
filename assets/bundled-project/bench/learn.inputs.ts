/** A stream of `size` digits in random order. */
import { someDigits } from './digits.ts'

export default (random: () => number, size: number): unknown[] => [someDigits(random, size)]
