/** Gate: exactly these bytes parse in the language of their file. What no parser of ours reads is refused, not guessed. */
import type { Gate } from './gate.ts'
import { askLanguage } from './languages.ts'

export const parseGate: Gate = {
  name: 'parse',
  looked: 'Every new text parses as it is.',
  check: input => askLanguage(input, 'parse'),
}
