/** Differences that a comparison found: what is told of them, and whether the original is sure of them. */
import type { Difference } from '../../../src-shared/domain/evidence.ts'
import { showEncoded } from '../../languages/javascript/harness/show.ts'
import { batchesOf } from './batches.ts'
import type { Case } from './case.ts'
import { parsed } from './compare.ts'
import { describe, explain } from './explain.ts'
import { compareOutcomes, nothing, sameOutcome, serves } from './outcomes.ts'
import type { Outcome, Side } from './side.ts'

export interface Found {
  readonly at: number
  readonly item: Case
  readonly original: Outcome
  readonly candidate: Outcome
  /** Where they differ. */
  readonly world: 'told' | 'plain'
}

export const inputText = (item: Case, outcome: Outcome): string => {
  const { source } = item
  if (source.kind === 'data') return showEncoded(source.args)
  if (outcome.kind === 'answered' && outcome.answer.before) return showEncoded(parsed(outcome.answer.before))
  const made = source.kind === 'part' || source.kind === 'patched' ? source.of : source
  if (made.kind === 'generated') return `generated with seed ${made.seed}, size ${made.size}`
  return made.kind === 'probe' ? made.text.slice(0, 400) : ''
}

export const example = ({ item, original, candidate }: Found): Difference => {
  const family = item.family
  const input = inputText(item, original)
  if (original.kind !== 'answered') return { input, original: '', candidate: '', family }
  const shown = describe(original.answer.first)
  if (candidate.kind !== 'answered') return { input, original: shown, candidate: candidate.detail.slice(0, 500), family }
  const { place, which } = compareOutcomes(original, candidate)
  if (which === 'before') return { input, original: shown, candidate: 'the arguments are made otherwise', family }
  const note = which === 'second' ? 'second call with the same objects and other content: ' : ''
  const [left, right] = [original.answer[which], candidate.answer[which]]
  const [one, two] =
    left && right && place
      ? explain(left, right, which === 'view' && place === 'state' ? 'view' : place)
      : [shown, 'nothing to read']
  return { input: (note + input).slice(0, 500), original: one, candidate: two, family }
}

/**
 * Keeps the differences on which the original agrees with itself in a second run of the same calls in a fresh box. What differs in the
 * plain world was asked twice there.
 */
export const confirmed = async (
  found: readonly Found[],
  cases: readonly Case[],
  outcomes: readonly Outcome[],
  open: () => Promise<Side>,
): Promise<Found[]> => {
  const last = found.findLast(({ world }) => world === 'told')?.at
  if (last === undefined) return [...found]
  const again = await open()
  const second: Outcome[] = []
  try {
    for (const batch of batchesOf(cases)) {
      const numbered = batch.filter(({ at }) => at <= last && serves(outcomes[at] ?? nothing))
      const answers = await again.run(numbered)
      if ('kind' in answers) break
      for (const [index, { at }] of numbered.entries()) second[at] = answers[index] as Outcome
    }
  } finally {
    await again.close()
  }
  return found.filter(({ at, original, world }) => world === 'plain' || sameOutcome(original, second[at] ?? nothing))
}
