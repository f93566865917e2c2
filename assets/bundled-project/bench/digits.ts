/** What the benchmarks of pattern recognition and learning have in common: digits, drawn by the random numbers they are given. */
import { dealt, digitSplits, readDigits, seeded, type Digit, type Split } from '../data/read.ts'

let digits: Digit[] | undefined

/** The file is read when first asked for: most processes that load this one never draw. */
export const someDigits = (random: () => number, count: number): Digit[] => dealt((digits ??= readDigits()), random).slice(0, count)

/** Fixed draws of `count` labelled examples out of the pool, and the digits of the split that they are asked about. */
export const fixedDraws = (split: Split, draws: number, count: number): { examples: Digit[]; asked: Digit[] }[] => {
  const splits = digitSplits()
  return Array.from({ length: draws }, (_, draw) => ({
    examples: dealt(splits.pool, seeded(draw + 1)).slice(0, count),
    asked: splits[split],
  }))
}

/** Fixed streams of `count` digits out of the split alone. */
export const fixedStreams = (split: Split, streams: number, count: number): Digit[][] => {
  const all = digitSplits()[split]
  return Array.from({ length: streams }, (_, stream) => dealt(all, seeded(100 + stream)).slice(0, count))
}
