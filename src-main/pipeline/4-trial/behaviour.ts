/**
 * Compares what the original and the candidate do on the same inputs, each alone in its box, with the judge outside. The original's
 * answers are the expected ones; a candidate that answers otherwise on one input is not the same program. An input on which the
 * original gives no answer, or another one the next time, proves nothing and is skipped.
 */
import type { BehaviourReport, Difference } from '../../../src-shared/domain/evidence.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { showEncoded } from '../../languages/javascript/harness/show.ts'
import { describe, fingerprint, isObservable } from './compare.ts'
import { collectInputs, type Case, type InputRequest } from './inputs.ts'
import { isSilent, openSide, type Numbered, type Outcome, type Side, type Stop } from './side.ts'
import type { Tree, TrialPorts } from './ports.ts'
import type { Needs } from './shim.ts'

export interface BehaviourRequest extends Omit<InputRequest, 'tree'> {
  readonly original: Tree
  readonly candidate: Tree
  /** Relative to the project. */
  readonly file: string
  readonly function: string
  /** CPU time for the original, ms; four times that on the clock. Inputs that no longer fit are left out. */
  readonly budgetMs?: number
}
export interface InvalidRun {
  readonly kind: 'invalid'
  readonly reason: string
}

const batchSize = 50
/** What may be slow is asked in small groups: a batch without an answer is asked again one by one. */
const sizeOfBatch = (item: Case): number => (item.risky ? 1 : item.declared ? 4 : batchSize)

function* batchesOf(cases: readonly Case[]): Generator<readonly Numbered[]> {
  let batch: Numbered[] = []
  for (const [at, item] of cases.entries()) {
    const before = batch[0]?.item
    if (before && (batch.length >= sizeOfBatch(before) || sizeOfBatch(item) !== sizeOfBatch(before))) {
      yield batch
      batch = []
    }
    batch.push({ item, at })
  }
  if (batch.length > 0) yield batch
}
const enoughDifferences = 20

const nothing: Outcome = { kind: 'none', detail: '', ownExit: false }

interface Found {
  readonly at: number
  readonly item: Case
  readonly original: Outcome
  readonly candidate: Outcome
}

const inputText = (item: Case, outcome: Outcome): string => {
  const { source } = item
  if (source.kind === 'data') return showEncoded(source.args)
  if (outcome.kind === 'answered' && outcome.answer.before) return showEncoded(outcome.answer.before)
  return source.kind === 'generated' ? `generated with seed ${source.seed}, size ${source.size}` : source.text.slice(0, 400)
}

const sameOutcome = (original: Outcome, candidate: Outcome): boolean => {
  if (original.kind !== 'answered' || candidate.kind !== 'answered') return false
  const [mine, theirs] = [original.answer, candidate.answer]
  if (JSON.stringify(mine.before) !== JSON.stringify(theirs.before)) return false
  if (fingerprint(mine.first) !== fingerprint(theirs.first)) return false
  if (!mine.second) return true
  return !isObservable(mine.second) || (theirs.second !== null && fingerprint(mine.second) === fingerprint(theirs.second))
}
const serves = (original: Outcome): boolean => original.kind === 'answered' && isObservable(original.answer.first)

const example = ({ item, original, candidate }: Found): Difference => {
  const family = item.family
  const input = inputText(item, original)
  if (original.kind !== 'answered') return { input, original: '', candidate: '', family }
  if (candidate.kind !== 'answered') {
    return { input, original: describe(original.answer.first, null), candidate: candidate.detail.slice(0, 500), family }
  }
  const [mine, theirs] = [original.answer, candidate.answer]
  const seconds = mine.second && theirs.second && { mine: mine.second, theirs: theirs.second }
  const second = fingerprint(mine.first) === fingerprint(theirs.first) ? seconds : null
  const [left, right] = second ? [second.mine, second.theirs] : [mine.first, theirs.first]
  const note = second ? 'second call with the same objects and other content: ' : ''
  return {
    input: (note + input).slice(0, 500),
    original: describe(left, null).slice(0, 500),
    candidate: describe(right, left).slice(0, 500),
    family,
  }
}

export const compareBehaviour = async (
  request: BehaviourRequest,
  ports: TrialPorts,
): Promise<BehaviourReport | InvalidRun | Refused> => {
  const inputs = await collectInputs({ ...request, tree: request.original }, ports)
  if (isRefused(inputs)) return inputs
  const insideInputs = inputs.cases.some(item => item.source.kind === 'generated') ? request.inputs : null
  const side = (tree: Tree, needs: Needs | null): Promise<Side> =>
    openSide({ tree, file: request.file, function: request.function, inputs: insideInputs, needs, giveUp: needs !== null }, ports)

  const original = await side(request.original, null)
  let candidate: Side | null = null
  try {
    if (original.loaded.kind !== 'loaded') return cannotLoad(request, original.loaded.detail, original.loaded.cancelled)
    candidate = await side(request.candidate, original.needs())
    const { loaded } = candidate
    if (loaded.kind === 'invalid') return { kind: 'invalid', reason: loaded.detail }
    if (loaded.kind === 'failed') {
      if (loaded.cancelled) return refuse('cancelled', 'Cancelled. Nothing was changed.', '')
      return onlyDifference({
        input: `import of ${request.file}`,
        original: 'loads',
        candidate: loaded.detail.slice(0, 500),
        family: 'load',
      })
    }
    return await compareCases(request, inputs.cases, inputs.generatedInside, original, candidate, () =>
      side(request.original, null),
    )
  } finally {
    await Promise.all([original.close(), candidate?.close()])
  }
}

const cannotLoad = (request: BehaviourRequest, detail: string, cancelled: boolean): Refused =>
  cancelled
    ? refuse('cancelled', 'Cancelled. Nothing was changed.', '')
    : refuse('bad-benchmark', `${request.file}#${request.function} cannot be loaded: ${detail}. Nothing was changed.`, 'Name an exported function, `default` or `Class.method`.') // prettier-ignore

const onlyDifference = (difference: Difference): BehaviourReport => ({
  compared: 1,
  skipped: 0,
  differences: 1,
  families: { [difference.family]: 1 },
  examples: [difference],
  agreed: [],
  generatedInside: false,
})

const compareCases = async (
  request: BehaviourRequest,
  cases: readonly Case[],
  generatedInside: boolean,
  original: Side,
  candidate: Side,
  openOriginal: () => Promise<Side>,
): Promise<BehaviourReport | InvalidRun | Refused> => {
  const budgetMs = request.budgetMs ?? 5_000
  const outcomes: Outcome[] = []
  const found: Found[] = []
  const agreed: { input: string; result: string; family: string }[] = []
  const families: Record<string, number> = {}
  let compared = 0
  let skipped = 0

  let restarts = 0
  let givenUp = false
  const unanswered = { risky: 0, other: 0 }
  // Out of patience with a kind of input: what is cheap and telling (probes, repeated calls) still runs.
  const affordable = ({ item }: Numbered, spent: number): boolean => {
    if (item.family === 'probe' || item.family === 'repeated' || item.family === 'reused') return true
    if (item.risky) return unanswered.risky < 3 && spent < budgetMs
    return (item.declared || unanswered.other < 12) && spent < budgetMs * (item.declared ? 3 : 1)
  }

  for (const batch of batchesOf(cases)) {
    if (found.length >= enoughDifferences || givenUp) break
    const spent = Math.max(original.cpuMs(), original.spentMs() / 4)
    const runnable = batch.filter(numbered => affordable(numbered, spent))
    const beganMs = original.spentMs()
    const expected = await original.run(runnable)
    // The original's own time is the measure: ten times that, and never less than a busy machine may need.
    const limitMs = Math.ceil(Math.max(1_500, 500 + 10 * (original.spentMs() - beganMs)))
    if ('kind' in expected) return stopped(expected, 'original')
    const usable = runnable.filter((_, index) => serves(expected[index] as Outcome))
    skipped += runnable.length - usable.length
    for (const [index, { item }] of runnable.entries()) {
      const outcome = expected[index] as Outcome
      if (isSilent(outcome)) unanswered[item.risky ? 'risky' : 'other'] += 1
    }
    const answers = await candidate.run(usable, limitMs)
    if ('kind' in answers) return stopped(answers, 'candidate')
    const byNumber = new Map(usable.map(({ at }, index) => [at, answers[index] ?? null]))
    for (const [index, { item, at }] of runnable.entries()) {
      const mine = expected[index] as Outcome
      outcomes[at] = mine
      const theirs = byNumber.get(at)
      if (!theirs) continue
      compared += 1
      families[item.family] = (families[item.family] ?? 0) + 1
      if (isSilent(theirs)) givenUp = true
      if (theirs.kind === 'none' && theirs.ownExit) return { kind: 'invalid', reason: `during a call ${theirs.detail}` }
      if (!sameOutcome(mine, theirs)) found.push({ at, item, original: mine, candidate: theirs })
      else if (mine.kind === 'answered' && agreed.filter(known => known.family === item.family).length < 2) {
        agreed.push({
          input: inputText(item, mine),
          result: describe(mine.answer.first, null).slice(0, 500),
          family: item.family,
        })
      }
    }
    const foreign = candidate.changed().filter(name => !original.changed().includes(name))
    if (foreign.length > 0) return { kind: 'invalid', reason: `the candidate changed built-in objects: ${foreign.join(', ')}` }
    // What a box has seen before belongs to its behaviour, so both start again together.
    if (original.restarts() + candidate.restarts() !== restarts) {
      await Promise.all([original.restart(), candidate.restart()])
      restarts = original.restarts() + candidate.restarts()
    }
  }

  const real = found.length === 0 ? [] : await confirmed(found, cases, outcomes, openOriginal)
  const dropped = found.length - real.length
  return {
    compared: compared - dropped,
    skipped: skipped + dropped,
    differences: real.length,
    families,
    examples: real.slice(0, 5).map(example),
    agreed: agreed.slice(0, 5).map(({ input, result }) => ({ input, result })),
    generatedInside,
  }
}

const stopped = (side: Stop, who: 'original' | 'candidate'): InvalidRun | Refused => {
  if (side.kind === 'cancelled') return refuse('cancelled', 'Cancelled. Nothing was changed.', '')
  if (who === 'candidate') return side
  return refuse(
    'bad-benchmark',
    `The original writes into the channel of the judge: ${side.reason}. Nothing was changed.`,
    'Choose another function.',
  )
}

/** Keeps the differences on which the original agrees with itself in a second run of the same calls in a fresh box. */
const confirmed = async (
  found: readonly Found[],
  cases: readonly Case[],
  outcomes: readonly Outcome[],
  open: () => Promise<Side>,
): Promise<Found[]> => {
  const last = (found.at(-1) as Found).at
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
  return found.filter(({ at, original }) => sameOutcome(original, second[at] ?? nothing))
}
