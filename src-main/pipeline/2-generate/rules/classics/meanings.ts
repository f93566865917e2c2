/** What helper functions compute, as their whole bodies: rules may then speak of `palindrome(x)` whatever the helper is called. */
import type { Mode } from './form.ts'

const divisors = '«d < given|d <= given / 2|d * d <= given|d <= Math.sqrt(given)»'

export const meanings: Readonly<Record<string, { readonly of: Mode; readonly slow: readonly string[] }>> = {
  palindrome: {
    of: 'texts',
    slow: [
      'let l = 0; let r = given.length - 1; while (l < r) { if (given[l] !== given[r]) return false; l++; r-- } return true',
      'for (let i = 0; «i < given.length / 2|i < Math.floor(given.length / 2)»; i++) if (given[i] !== given[given.length - 1 - i]) return false; return true',
      'return given === given.split("").reverse().join("")',
    ],
  },
  prime: {
    of: 'numbers',
    slow: [
      `if (given < 2) return false; for (let d = 2; ${divisors}; d++) if (given % d === 0) return false; return true`,
      `for (let d = 2; ${divisors}; d++) if (given % d === 0) return false; return given > 1`,
      `for (let d = 2; ${divisors}; d++) if (given % d === 0) return false; return given >= 2`,
    ],
  },
}
