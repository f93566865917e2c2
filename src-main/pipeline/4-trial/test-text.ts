/** What tests print, as text for people: no colours, no control characters, never longer than a report may be. */

const maxText = 2000
const maxLines = 20

const plain = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, '').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')

export const printable = (text: string): string => plain(text).slice(0, maxText)

/** One sentence for what did not end, so that it can be told from a test that fails. */
export const outOfTime = (what: string, timeoutMs: number): string =>
  `${what} did not end within the time limit of ${timeoutMs / 1000} seconds`
export const isOutOfTime = (text: string): boolean => /did not end within the time limit of [\d.]+ seconds/.test(text)

const lines = (text: string): readonly string[] =>
  plain(text)
    .split('\n')
    .filter(line => line.trim() !== '')

export const lastLines = (text: string): string => lines(text).slice(-maxLines).join('\n')

/** Frames of a stack that are neither the project's nor its tests'. */
const foreign = /^\s*at .*(?:\(|\s)(?:node:|file:\/\/\/node_modules\/|\/node_modules\/|internal\/)/

/** Which test failed where, then the first lines of why. */
export const failureText = (place: string, why: string): string => {
  const kept = lines(why).filter(line => !foreign.test(line))
  const [first = '', ...rest] = kept.slice(0, maxLines)
  return printable([`${place}: ${first.trim()}`, ...rest].join('\n'))
}
