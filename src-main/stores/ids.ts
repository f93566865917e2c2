/** Ids that nobody can guess and that are easy to read out: ten characters of 0-9a-z, a little over 51 bits. */
import type { RandomBytes } from '../platform/ports.ts'

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'
/** Largest multiple of 36 in a byte: larger bytes are drawn again, so that every character is equally likely. */
const usable = 252

export const idMaker =
  (random: RandomBytes) =>
  (prefix: 'c' | 's' | 'n' | 'e'): string => {
    let id = ''
    while (id.length < 10) for (const byte of random(16)) if (byte < usable && id.length < 10) id += alphabet[byte % 36]
    return `${prefix}_${id}`
  }
