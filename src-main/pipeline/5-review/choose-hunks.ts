/**
 * A part of a change as a proposal of its own. What was said and proved of the whole is not proved of the part: it keeps the
 * generator's name, and everything else it has to show by itself. Pure; adds and tries nothing.
 */
import type { FileChange, Proposal } from '../../../src-shared/domain/candidate.ts'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import { changedFunctions } from '../../languages/javascript/inspect.ts'
import { isScriptPath } from '../../languages/javascript/syntax.ts'
import { hunksOf, withHunks } from '../../stores/hunks.ts'

/** For people hunks count from 1: "hunks 1, 3". */
export const hunkNames = (indexes: readonly number[]): string =>
  `${indexes.length === 1 ? 'hunk' : 'hunks'} ${indexes.map(index => index + 1).join(', ')}`

/** `bad-input` when this is none or all of the change, or names a hunk that it does not have. `indexes` count from 0. */
export function chooseHunks(whole: Proposal, indexes: readonly number[]): Proposal | Refused {
  const all = new Set(hunksOf(whole.files).map(hunk => hunk.index))
  const count = all.size
  const chosen = [...new Set(indexes)].toSorted((a, b) => a - b)
  const unknown = chosen.find(index => !all.has(index))
  if (unknown !== undefined)
    return refuse(
      'bad-input',
      `The change has ${count} ${count === 1 ? 'hunk' : 'hunks'}, and no hunk ${unknown + 1}. Nothing was changed.`,
      'Choose among those that are shown.',
    )
  if (chosen.length === 0)
    return refuse('bad-input', 'No hunk was chosen. Nothing was changed.', 'Choose at least one, or decline the whole change.')
  if (chosen.length === count)
    return refuse(
      'bad-input',
      `${count === 1 ? 'The change has one hunk only' : `All ${count} hunks were chosen`}: that is the whole change. Nothing was changed.`,
      'Approve it as a whole, or choose fewer hunks.',
    )
  const files = withHunks(whole.files, chosen).filter(file => file.after !== file.before)
  return {
    ...whole,
    shortName: `${whole.shortName.replace(/-part$/, '')}-part`,
    title: `Part of: ${whole.title.replace(/^Part of: /, '')}`,
    reason: `The operator chose ${hunkNames(chosen)} of ${count}. Of the whole change it was said: ${whole.reason}`,
    files,
    changedFunctions: files.flatMap(file => functionsOf(file, whole.changedFunctions)),
    // No longer counted as proofs: they were made for all of it.
    facts: whole.facts.map(fact => (fact.startsWith(ofTheWhole) ? fact : `${ofTheWhole}${fact}`)),
    expectedGain: null,
  }
}

const ofTheWhole = 'of the whole change: '

/** Found again in the text; for other languages than JavaScript what the generator said of this file. */
const functionsOf = ({ path, before, after }: FileChange, said: readonly string[]): readonly string[] =>
  isScriptPath(path)
    ? changedFunctions(before, after, path).map(name => `${path}#${name}`)
    : said.filter(name => name.startsWith(`${path}#`))
