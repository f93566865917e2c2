/**
 * Asks both sides the same calls, batch by batch, and says what is different. The original works one batch ahead, while the candidate works on
 * the one before: two cores have something to do.
 */
import type { BehaviourReport, Difference } from '../../../src-shared/domain/evidence.ts'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import { aheadOf, batchesOf } from './batches.ts'
import type { Case } from './case.ts'
import { describe } from './explain.ts'
import { confirmed, example, inputText, type Found } from './found.ts'
import { compareOutcomes, isWeak, sameOutcome, saysNothing, serves } from './outcomes.ts'
import type { SameWorld } from './same-world.ts'
import { needsOf, type Needs } from './shim.ts'
import { isSilent, type InvalidRun, type Numbered, type Outcome, type Side, type Stop } from './side.ts'

const fewTurns = 3
const letsOthersRun = (outcome: Outcome): boolean => outcome.kind === 'answered' && outcome.answer.first.turns
const blocking = (input: string): Difference => ({
  input: input.slice(0, 500),
  original: 'lets others run before it answers, in many calls',
  candidate: 'never does: whoever else waits in the program waits until it has ended',
  family: 'turns',
})
/** Who works on what the judge works with voids the run, whatever else is different. */
export const changedBuiltIns = (original: Side, candidate: Side): InvalidRun | null => {
  const foreign = candidate.changed().filter(name => !original.changed().includes(name))
  return foreign.length > 0 ? { kind: 'invalid', reason: `the candidate changed built-in objects: ${foreign.join(', ')}` } : null
}

const enoughDifferences = 20
const tooLarge = 'answers too large to compare'

export interface Compared {
  readonly report: BehaviourReport
  /** Inputs on which both agree. */
  readonly met: readonly Numbered[]
}
/** The original was kept from something that it needs: begin again without that flag. */
export interface MoreNeeds {
  readonly kind: 'needs'
  readonly more: Partial<Needs>
}

export const compareCases = async (
  /** CPU time for the original, ms. */
  budgetMs: number,
  cases: readonly Case[],
  generatedInside: boolean,
  original: Side,
  candidate: Side,
  sameWorld: SameWorld,
  openOriginal: () => Promise<Side>,
): Promise<Compared | InvalidRun | Refused | MoreNeeds> => {
  const outcomes: Outcome[] = []
  const found: Found[] = []
  const met: Numbered[] = []
  const agreed: { input: string; result: string; family: string }[] = []
  const families: Record<string, number> = {}
  let compared = 0
  let engineErrors = 0
  let skipped = 0
  const turns = { original: 0, candidate: 0, example: '' }

  const unseen = new Set<string>()

  let restarts = 0
  let givenUp = false
  const unanswered = { risky: 0, other: 0 }
  // Out of patience with a kind of input: what is cheap and telling (probes, repeated calls) still runs.
  const affordable = ({ item }: Numbered, spent: number): boolean => {
    if (item.family === 'probe' || item.family === 'repeated' || item.family === 'reused') return true
    if (item.patient) return spent < budgetMs * 2
    if (item.risky) return unanswered.risky < 3 && spent < budgetMs
    return (item.declared || unanswered.other < 12) && spent < budgetMs * (item.declared ? 3 : 1)
  }

  const ahead = aheadOf(batchesOf(cases), async batch => {
    const spent = Math.max(original.cpuMs(), original.spentMs() / 4)
    const runnable = batch.filter(numbered => affordable(numbered, spent))
    const beganMs = original.spentMs()
    const answers = await original.run(runnable)
    return { runnable, answers, tookMs: original.spentMs() - beganMs, restarts: original.restarts() }
  })
  try {
    ahead.begin()
    for (let asked = await ahead.take(); asked !== null; asked = await ahead.take()) {
      if (found.length >= enoughDifferences || givenUp) break
      const { runnable, answers: expected, tookMs } = asked
      // The original's own time is the measure: ten times that, and never less than a busy machine may need.
      const limitMs = Math.ceil(Math.max(1_500, 500 + 10 * tookMs))
      if ('kind' in expected) return stopped(expected, 'original')
      const blocked = expected.map(outcome => outcome?.kind === 'answered' && outcome.answer.blocked).find(Boolean)
      if (blocked) return { kind: 'needs', more: needsOf(blocked) }
      const usable = runnable.filter((_, index) => serves(expected[index] as Outcome))
      skipped += runnable.length - usable.length
      for (const [index, { item }] of runnable.entries()) {
        const outcome = expected[index] as Outcome
        if (outcome.kind === 'answered' && outcome.answer.first.kind === 'too-large') unseen.add(tooLarge)
        if (isSilent(outcome) && !item.patient) unanswered[item.risky ? 'risky' : 'other'] += 1
      }
      ahead.begin()
      const answers = await candidate.run(usable, limitMs)
      if ('kind' in answers) return stopped(answers, 'candidate')
      const byNumber = new Map(usable.map(({ at }, index) => [at, answers[index] ?? null]))
      const pairs = new Map(
        runnable.flatMap(({ at }, index) => {
          const [told, plain] = [expected[index], byNumber.get(at)]
          return told && plain ? [[at, { told, plain }] as const] : []
        }),
      )
      const doubtful = [...pairs].flatMap(([at, { told, plain }]) => (isSilent(plain) || sameOutcome(told, plain) ? [] : [at]))
      const judged = await sameWorld.judge(usable, pairs, doubtful)
      if ('kind' in judged) return stopped(judged, 'candidate')
      for (const [index, { item, at }] of runnable.entries()) {
        const mine = expected[index] as Outcome
        outcomes[at] = mine
        const theirs = byNumber.get(at)
        if (!theirs) continue
        const other = judged.get(at)
        if (other?.kind === 'unclear' || saysNothing(item, mine, theirs)) {
          skipped += 1
          continue
        }
        compared += 1
        if (isWeak(mine)) engineErrors += 1
        families[item.family] = (families[item.family] ?? 0) + 1
        if (isSilent(theirs)) givenUp = true
        if (theirs.kind === 'none' && theirs.ownExit) return { kind: 'invalid', reason: `during a call ${theirs.detail}` }
        if (letsOthersRun(theirs)) turns.candidate += 1
        if (letsOthersRun(mine)) {
          turns.original += 1
          turns.example ||= inputText(item, mine)
        }
        const same = other ? null : compareOutcomes(mine, theirs)
        if (other?.kind === 'different')
          found.push({ at, item, original: other.original, candidate: other.candidate, world: other.world })
        else if (same?.place) found.push({ at, item, original: mine, candidate: theirs, world: 'told' })
        else {
          met.push({ item, at })
          const alike = mine.kind === 'answered' ? (mine.answer.first.state?.unseen ?? []) : []
          // What nobody declares or passes brings values of its own into the answer: they are not what a caller would miss.
          if (!item.foreign) for (const name of same?.unseen ?? alike) unseen.add(name)
        }
        if (
          mine.kind === 'answered' &&
          met.at(-1)?.at === at &&
          agreed.filter(known => known.family === item.family).length < 2
        ) {
          agreed.push({
            input: inputText(item, mine),
            result: describe(mine.answer.first),
            family: item.family,
          })
        }
      }
      const forged = changedBuiltIns(original, candidate)
      if (forged) return forged
      // What a box has seen before belongs to its behaviour, so both start again together.
      if (asked.restarts + candidate.restarts() !== restarts) {
        await ahead.again(() => Promise.all([original.restart(), candidate.restart(), sameWorld.restart()]))
        restarts = original.restarts() + candidate.restarts()
      }
    }
  } finally {
    await ahead.end()
  }

  const real = found.length === 0 ? [] : await confirmed(found, cases, outcomes, openOriginal)
  const dropped = found.length - real.length
  // Of one call the other one may need no turn; of all calls together it has to have some.
  const blocks = turns.original >= fewTurns && turns.candidate === 0 ? [blocking(turns.example)] : []
  const report = {
    compared: compared - dropped,
    skipped: skipped + dropped,
    differences: real.length + blocks.length,
    families,
    examples: [...real.slice(0, 5).map(example), ...blocks],
    agreed: agreed.slice(0, 5).map(({ input, result }) => ({ input, result })),
    generatedInside,
    unseen: [...unseen].sort().slice(0, 20),
    notMet: [],
    engineErrors,
  }
  return { report, met }
}

export const stopped = (side: Stop, who: 'original' | 'candidate'): InvalidRun | Refused => {
  if (side.kind === 'cancelled') return refuse('cancelled', 'Cancelled. Nothing was changed.', '')
  if (who === 'candidate') return side
  return refuse(
    'bad-benchmark',
    `The original writes into the channel of the judge: ${side.reason}. Nothing was changed.`,
    'Choose another function.',
  )
}
