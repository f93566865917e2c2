/**
 * Gate: the change brings no new operation that reaches outside the values it is given, and nothing that hides what it does from a
 * reader. Compared with the original, so code that was there may stay.
 */
import { firstOf, object, type Gate } from './gate.ts'
import { hiddenCharacters } from './hidden-characters.ts'
import { askLanguage } from './languages.ts'

export const dangerGate: Gate = {
  name: 'danger',
  looked:
    'No new import, global, clock, process, prototype or code from text, no work that goes on behind the answer, and nothing hidden from a reader.',
  check: input =>
    firstOf(input, ({ path, before, after }) => {
      const hidden = hiddenCharacters(before, after)
      return hidden && object(`New invisible or misleading character: ${hidden.name}.`, path, hidden.line)
    }) ?? askLanguage(input, 'danger'),
}
