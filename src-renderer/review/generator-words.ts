/** What each kind of generator is, in a sentence: how far its proposals can be trusted before they were tried. */
import type { Generator } from '../../src-shared/domain/generator.ts'

export const generatorWords: Readonly<Record<Generator, string>> = {
  rule: 'A rule of the catalogue: rewrites a known pattern, only where its conditions were proved or are guarded.',
  template: 'A template: a written replacement for a known algorithm, fitted to this code.',
  search: 'A search: small edits tried one after the other; nothing was proved before the trial.',
  llm: 'A language model: nothing was proved before the trial. Read every line.',
  agent: 'An agent: nothing was proved before the trial. Read every line.',
}
