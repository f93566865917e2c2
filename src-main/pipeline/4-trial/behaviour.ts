/**
 * Compares what the original and the candidate do on the same inputs, each alone in its box, with the judge outside. The original's
 * answers are the expected ones; a candidate that answers otherwise on one input is not the same program. An input on which the
 * original gives no answer, or another one the next time, proves nothing and is skipped.
 */
import type { BehaviourReport, Difference } from '../../../src-shared/domain/evidence.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { showEncoded } from '../../languages/javascript/harness/show.ts'
import { declaredCount } from '../../languages/javascript/declared-count.ts'
import { replaceableIn } from '../../languages/javascript/replaceable.ts'
import { isOfInstance, wantedIn } from '../../languages/javascript/wanted.ts'
import { cannotLoad } from './cannot-load.ts'
import type { Case } from './case.ts'
import { parsed } from './compare.ts'
import { describe, explain } from './explain.ts'
import { collectInputs, type InputRequest } from './inputs.ts'
import { meetChanges, type Change } from './met.ts'
import { compareOutcomes, isWeak, nothing, sameOutcome, saysNothing, serves } from './outcomes.ts'
import { openSameWorld, type SameWorld } from './same-world.ts'
import { isSilent, openSide, type Numbered, type Outcome, type Side, type Stop } from './side.ts'
import { freshSeed, type Tree, type TrialPorts } from './ports.ts'
import { readText } from './subject.ts'
import { needsOf, type Needs } from './shim.ts'
import { drawWorlds, type BoxWorld } from './worlds.ts'

export interface BehaviourRequest extends Omit<InputRequest, 'tree'> {
  readonly original: Tree
  readonly candidate: Tree
  /** Relative to the project. */
  readonly file: string
  readonly function: string
  /** What is to be met by the inputs. */
  readonly changes?: readonly Change[]
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
const fewTurns = 3
const letsOthersRun = (outcome: Outcome): boolean => outcome.kind === 'answered' && outcome.answer.first.turns
const blocking = (input: string): Difference => ({
  input: input.slice(0, 500),
  original: 'lets others run before it answers, in many calls',
  candidate: 'never does: whoever else waits in the program waits until it has ended',
  family: 'turns',
})
/** Who works on what the judge works with voids the run, whatever else is different. */
const changedBuiltIns = (original: Side, candidate: Side): InvalidRun | null => {
  const foreign = candidate.changed().filter(name => !original.changed().includes(name))
  return foreign.length > 0 ? { kind: 'invalid', reason: `the candidate changed built-in objects: ${foreign.join(', ')}` } : null
}

/** Some callers read `length`, and most write `most?` as `most = 3` without a thought: what is declared decides. */
const declareAsMany = (request: BehaviourRequest): boolean => {
  const count = (tree: Tree) => declaredCount(request.file, readText(tree)(request.file), request.function)
  const mine = count(request.original)
  return mine !== null && mine === count(request.candidate)
}

const enoughDifferences = 20
const tooLarge = 'answers too large to compare'

interface Found {
  readonly at: number
  readonly item: Case
  readonly original: Outcome
  readonly candidate: Outcome
  /** Where they differ. */
  readonly world: 'told' | 'plain'
}

const inputText = (item: Case, outcome: Outcome): string => {
  const { source } = item
  if (source.kind === 'data') return showEncoded(source.args)
  if (outcome.kind === 'answered' && outcome.answer.before) return showEncoded(parsed(outcome.answer.before))
  const made = source.kind === 'part' || source.kind === 'patched' ? source.of : source
  if (made.kind === 'generated') return `generated with seed ${made.seed}, size ${made.size}`
  return made.kind === 'probe' ? made.text.slice(0, 400) : ''
}

const example = ({ item, original, candidate }: Found): Difference => {
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

export const compareBehaviour = async (
  request: BehaviourRequest,
  ports: TrialPorts,
): Promise<BehaviourReport | InvalidRun | Refused> => {
  const inputs = await collectInputs({ ...request, tree: request.original }, ports)
  if (isRefused(inputs)) return inputs
  const ofInstance = isOfInstance(wantedIn(request.original.dir, request.file, request.function))
  const insideInputs =
    ofInstance || inputs.cases.some(item => item.source.kind === 'generated' || item.source.kind === 'patched')
      ? request.inputs
      : null
  const texts = [request.original, request.candidate].flatMap(tree => readText(tree)(request.file) ?? [])
  const worlds = drawWorlds(ports.random, texts)
  const replaceable = ofInstance ? replaceableIn(request.file, request.function, readText(request.original)) : []
  const bareSeed = freshSeed(ports.random)
  const side = (tree: Tree, needs: Needs | null, world: BoxWorld, giveUp: boolean, counted = false): Promise<Side> =>
    openSide(
      {
        tree,
        file: request.file,
        function: request.function,
        inputs: insideInputs,
        replaceable,
        needs,
        giveUp,
        world,
        strict: world === worlds.told,
        counted,
        // A third of the calls, so that a stand-in for a callback is not what a candidate goes by.
        isBare: at => (Math.imul(at ^ bareSeed, 0x9e3779b1) >>> 8) % 3 === 0,
      },
      ports,
    )

  const loadsIn = async (world: BoxWorld, needs: Needs): Promise<boolean> => {
    const twin = await side(request.original, needs, world, false)
    await twin.close()
    return twin.loaded.kind === 'loaded'
  }

  const attempt = async (known: Needs | null): Promise<BehaviourReport | InvalidRun | Refused> => {
    const original = await side(request.original, known, worlds.told, false)
    const needs = original.needs()
    const sameWorld = openSameWorld({
      candidateTold: () => side(request.candidate, needs, worlds.told, true),
      originalPlain: () => side(request.original, needs, worlds.plain, false),
      candidatePlain: () => side(request.candidate, needs, worlds.plain, true),
    })
    let candidate: Side | null = null
    try {
      if (original.loaded.kind !== 'loaded') {
        const { detail, cancelled } = original.loaded
        return cancelled ? refuse('cancelled', 'Cancelled. Nothing was changed.', '') : cannotLoad(request, detail)
      }
      candidate = await side(request.candidate, needs, worlds.plain, true)
      if (candidate.loaded.kind === 'failed' && !candidate.loaded.cancelled && !(await loadsIn(worlds.plain, needs))) {
        // The project itself cannot live there: both live in the told world.
        await candidate.close()
        candidate = await side(request.candidate, needs, worlds.told, true)
      }
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
      const forged = changedBuiltIns(original, candidate)
      if (forged) return forged
      if (loaded.length !== original.loaded.length && !declareAsMany(request))
        return onlyDifference({
          input: `${request.function}.length`,
          original: String(original.loaded.length),
          candidate: String(loaded.length),
          family: 'load',
        })
      const compared = await compareCases(request, inputs.cases, inputs.generatedInside, original, candidate, sameWorld, () =>
        side(request.original, needs, worlds.told, false),
      )
      if ('kind' in compared) return compared.kind === 'needs' ? await attempt({ ...needs, ...compared.more }) : compared
      if (compared.report.differences > 0) return compared.report
      const met = await meetChanges(request.changes ?? [], compared.met, () =>
        side(request.candidate, needs, worlds.told, true, true),
      )
      const unseen = [...compared.report.unseen, ...inputs.hides]
      return withMet({ ...compared.report, unseen, ...allowedBy(needs) }, met, request.file)
    } finally {
      await Promise.all([original.close(), candidate?.close(), sameWorld.close()])
    }
  }
  return await attempt(null)
}

const allowedBy = ({ codeFromText, proto }: Needs): Pick<BehaviourReport, 'allowed'> => {
  const allowed = [...(codeFromText ? ['code made from text'] : []), ...(proto ? ['`__proto__`'] : [])]
  return allowed.length > 0 ? { allowed } : {}
}

const withMet = (
  report: BehaviourReport,
  met: Awaited<ReturnType<typeof meetChanges>>,
  file: string,
): BehaviourReport | InvalidRun | Refused => {
  if ('kind' in met) {
    if (met.kind !== 'failed') return stopped(met, 'candidate')
    const detail = met.detail.slice(0, 500)
    return onlyDifference({ input: `import of ${file}`, original: 'loads', candidate: detail, family: 'load' })
  }
  if (!met.blocked) return { ...report, notMet: [...met.notMet] }
  const { numbered, outcome } = met.blocked
  const candidate = outcome.kind === 'answered' ? describe(outcome.answer.first) : ''
  const difference = {
    input: inputText(numbered.item, outcome),
    original: 'works without',
    candidate,
    family: numbered.item.family,
  }
  return { ...report, differences: 1, examples: [difference] }
}

const onlyDifference = (difference: Difference): BehaviourReport => ({
  compared: 1,
  skipped: 0,
  differences: 1,
  families: { [difference.family]: 1 },
  examples: [difference],
  agreed: [],
  generatedInside: false,
  unseen: [],
  notMet: [],
  engineErrors: 0,
})

interface Compared {
  readonly report: BehaviourReport
  /** Inputs on which both agree. */
  readonly met: readonly Numbered[]
}
/** The original was kept from something that it needs: begin again without that flag. */
interface MoreNeeds {
  readonly kind: 'needs'
  readonly more: Partial<Needs>
}

const compareCases = async (
  request: BehaviourRequest,
  cases: readonly Case[],
  generatedInside: boolean,
  original: Side,
  candidate: Side,
  sameWorld: SameWorld,
  openOriginal: () => Promise<Side>,
): Promise<Compared | InvalidRun | Refused | MoreNeeds> => {
  const budgetMs = request.budgetMs ?? 5_000
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

  for (const batch of batchesOf(cases)) {
    if (found.length >= enoughDifferences || givenUp) break
    const spent = Math.max(original.cpuMs(), original.spentMs() / 4)
    const runnable = batch.filter(numbered => affordable(numbered, spent))
    const beganMs = original.spentMs()
    const expected = await original.run(runnable)
    // The original's own time is the measure: ten times that, and never less than a busy machine may need.
    const limitMs = Math.ceil(Math.max(1_500, 500 + 10 * (original.spentMs() - beganMs)))
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
      if (mine.kind === 'answered' && met.at(-1)?.at === at && agreed.filter(known => known.family === item.family).length < 2) {
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
    if (original.restarts() + candidate.restarts() !== restarts) {
      await Promise.all([original.restart(), candidate.restart(), sameWorld.restart()])
      restarts = original.restarts() + candidate.restarts()
    }
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

const stopped = (side: Stop, who: 'original' | 'candidate'): InvalidRun | Refused => {
  if (side.kind === 'cancelled') return refuse('cancelled', 'Cancelled. Nothing was changed.', '')
  if (who === 'candidate') return side
  return refuse(
    'bad-benchmark',
    `The original writes into the channel of the judge: ${side.reason}. Nothing was changed.`,
    'Choose another function.',
  )
}

/**
 * Keeps the differences on which the original agrees with itself in a second run of the same calls in a fresh box. What differs in the
 * plain world was asked twice there.
 */
const confirmed = async (
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
