/** Gate: nothing is kept from one call to the next, unless the manifest says that calls repeat and it depends on the arguments only. */
import type { Gate } from './gate.ts'
import { askLanguage } from './languages.ts'

export const purityGate: Gate = {
  name: 'purity',
  looked: 'Nothing is kept between calls but constants; results that are remembered depend on arguments only.',
  check: input => askLanguage(input, 'purity'),
}
