/**
 * Texts of a fixed form (days, times of day, versions, addresses) with each of their numbers at its ends: shorter, longer, empty, larger than it
 * may be. Code that cuts them by places, or calculates with the parts, is right on all that a generator makes.
 */
import type { Site } from './sites.ts'

const most = { groups: 4, variants: 40 }

/** Two numbers at least, with something between them. */
export const isFormed = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 40 && /\d[^\d\s]\d/.test(value) && (value.match(/\d+/g) ?? []).length > 1

const othersFor = (digits: string): readonly string[] => [
  '0'.repeat(digits.length),
  '9'.repeat(digits.length),
  digits.replace(/^0/, '') === digits ? digits.slice(1) : digits.slice(1) || '0',
  `1${digits}`,
  `0${digits}`,
  '13'.padStart(digits.length, '0'),
  '31'.padStart(digits.length, '0'),
  '50'.padStart(digits.length, '0'),
  '',
]

/** The same text with one of its numbers changed, and with something before or behind it. */
export const otherForms = (text: string): readonly string[] => {
  const found = [...text.matchAll(/\d+/g)].slice(0, most.groups)
  const changed = found.flatMap(match =>
    othersFor(match[0]).map(other => text.slice(0, match.index) + other + text.slice(match.index + match[0].length)),
  )
  const [, second] = found
  const cut = second ? [text.slice(0, second.index), text.slice(0, second.index + second[0].length)] : []
  return [...new Set([...changed, ...cut, ` ${text}`, `${text} `, `-${text}`, `${text}Z`])].slice(0, most.variants)
}

/** What a file begins with and what no letter is: in front of bytes, behind them, cut off in the middle. */
const marks: readonly (readonly number[])[] = [[0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf0, 0x9f, 0x98], [0x0d], [0x00]] // prettier-ignore

type Bytes = new (list: ArrayLike<number>) => Uint8Array

export const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array

export const otherBytes = (value: Uint8Array): readonly ((site: Site) => void)[] =>
  marks.flatMap(mark =>
    [
      [...mark, ...value],
      [...value, ...mark],
    ].map(
      list =>
        ({ put }: Site): void =>
          put(Buffer.isBuffer(value) ? Buffer.from(list) : new (value.constructor as Bytes)(list)),
    ),
  )
