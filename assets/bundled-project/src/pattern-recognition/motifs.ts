/**
 * Finds motifs in a series of numbers: shapes that come back. Every window of the series is written as a short word (symbolic
 * aggregate approximation: Lin, Keogh, Lonardi and Chiu, 2003), windows with the same word look alike, and the words that
 * occur most are the motifs. Pure functions on plain data.
 */

/** Letters of a word; each stands for the mean of one part of the window. */
const WORD_LENGTH = 8
/** Motifs that are reported. */
const MOTIFS = 5

/** Limits between the letters a, b, c and d for values that are normally distributed. */
const BREAKPOINTS = [-0.67, 0, 0.67]
const LETTERS = 'abcd'

export interface Motif {
  readonly word: string
  /** Where the windows with this word begin, ascending. */
  readonly starts: readonly number[]
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Values as multiples of their standard deviation from their mean; a flat window is all 0. */
const standardise = (values: readonly number[]): number[] => {
  const centre = mean(values)
  const deviation = Math.sqrt(mean(values.map(value => (value - centre) ** 2)))
  return values.map(value => (deviation === 0 ? 0 : (value - centre) / deviation))
}

/** The shape of a window in WORD_LENGTH letters, from `a` (low) to `d` (high). */
export const wordOf = (values: readonly number[]): string => {
  const standard = standardise(values)
  const partLength = values.length / WORD_LENGTH
  let word = ''
  for (let part = 0; part < WORD_LENGTH; part++) {
    const level = mean(standard.slice(Math.round(part * partLength), Math.round((part + 1) * partLength)))
    word += LETTERS[BREAKPOINTS.filter(limit => level > limit).length]
  }
  return word
}

/**
 * The words that occur more than once, most frequent first; equally frequent ones in order of first appearance.
 *
 * @throws RangeError when the window is shorter than one value.
 */
export const findMotifs = (series: readonly number[], windowLength: number): Motif[] => {
  if (!(windowLength >= 1)) throw new RangeError('A window needs at least one value')

  const windows: { word: string; start: number }[] = []
  for (let start = 0; start + windowLength <= series.length; start++) {
    windows.push({ word: wordOf(series.slice(start, start + windowLength)), start })
  }

  const motifs: Motif[] = []
  const seen: string[] = []
  for (const { word } of windows) {
    if (seen.includes(word)) continue
    seen.push(word)
    const alike = windows.filter(window => window.word === word)
    if (alike.length > 1) motifs.push({ word, starts: alike.map(window => window.start) })
  }
  return motifs.sort((a, b) => b.starts.length - a.starts.length).slice(0, MOTIFS)
}
