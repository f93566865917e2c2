/**
 * From the three reports of a trial to its verdict and the sentences that explain it. Pure. What a candidate says of itself is no part of
 * it: whether answers may differ is the manifest's word.
 */
import type { BehaviourReport, MeasurementReport, TestReport, Verdict } from '../../../src-shared/domain/evidence.ts'
import type { Phase } from './budget.ts'
import { around } from './explain.ts'

export interface Decided {
  readonly verdict: Verdict
  readonly reasons: readonly string[]
}
/** Fewer agreeing inputs than this prove nothing by themselves. */
export const enoughInputs = 30

const plural = (count: number, what: string): string => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`

export const afterTests = (tests: TestReport): Decided | null => {
  if (tests.status === 'failed') {
    const first = tests.detail.split('\n')[0] ?? ''
    return {
      verdict: 'incorrect',
      reasons: [`${plural(tests.failed, 'test')} of the project failed with the change: ${first.slice(0, 300)}`],
    }
  }
  if (tests.status === 'invalid')
    return { verdict: 'unsafe', reasons: [`The test run cannot be believed. ${tests.detail.slice(0, 400)}`] }
  return null
}

const shownCharacters = 160

/** Both answers cut so that where they part is in what is left. */
const differenceText = ({ input, original, candidate }: BehaviourReport['examples'][number]): string => {
  const [one, two] = around(original, candidate, shownCharacters)
  const given = input.length > shownCharacters ? `${input.slice(0, shownCharacters)}…` : input
  return ` For ${given} the original gives ${one}, the candidate ${two}.`
}

export const afterBehaviour = (behaviour: BehaviourReport): Decided | null => {
  if (behaviour.differences === 0) return null
  const first = behaviour.examples[0]
  const shown = first ? differenceText(first) : ''
  return {
    verdict: 'incorrect',
    reasons: [
      `Behaves differently on ${behaviour.differences.toLocaleString('en')} of ${plural(behaviour.compared, 'input')}.${shown}`,
    ],
  }
}

/** Weak evidence counts up to a tenth: inputs on which the original itself throws an error of the engine. */
export const strongInputs = ({ compared, engineErrors }: BehaviourReport): number => {
  const plain = compared - engineErrors
  return plain + Math.min(engineErrors, Math.floor(plain / 9))
}

export interface Reports {
  readonly tests: TestReport | null
  readonly behaviour: BehaviourReport | null
  readonly measurement: MeasurementReport
  /** Null: the same answers are owed. Else how many watched metrics the change can reach. */
  readonly mayChange: { readonly guardrails: number } | null
  /** What no test was seen to meet; absent where nobody looked. */
  readonly untested?: readonly string[]
  /** The tests fail when a block throws that no compared input ran, each of them. */
  readonly blocksMet?: boolean
}

/** The comparison alone shows that it is the same program. */
const comparedEnough = ({ behaviour, mayChange }: Reports): boolean =>
  mayChange === null &&
  behaviour !== null &&
  strongInputs(behaviour) >= enoughInputs &&
  behaviour.unseen.length === 0 &&
  behaviour.notMet.length === 0

const isConfirmed = ({ measurement: { verdict, split } }: Reports): boolean => verdict === 'improved' && split?.agrees !== false

/** Only then is it worth the time to find out whether the project's tests meet the change. */
export const needsTests = (reports: Reports): boolean =>
  isConfirmed(reports) && reports.tests?.status === 'passed' && reports.tests.passed > 0 && !comparedEnough(reports)

const list = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`

const testSentence = (reports: Reports): string => {
  const { tests, measurement } = reports
  if (tests?.status !== 'passed') return 'The project has no tests that were run.'
  const aside = tests.setAside ? `, ${plural(tests.setAside, 'test')} that failed before the change too set aside` : ''
  const passed = `${plural(tests.passed, 'test')} of the project passed${aside}`
  if (tests.meetsChange === 'yes') return `${passed}, and fail when what was changed throws an error.`
  if (reports.untested !== undefined) return `${passed}, but ${whyNotMet(reports)}.`
  // Said apart, because it proves nothing about the change.
  return measurement.verdict === 'improved' ? `${passed}; the comparison is proof without them.` : `${passed}.`
}
const whyNotMet = ({ tests, untested = [] }: Reports): string => {
  const what = untested.length === 0 ? '' : ` (${list(untested)})`
  return tests?.meetsChange === 'no'
    ? `none of them runs what was changed${what}`
    : `it could not be found out whether they run what was changed${what}`
}

const behaviourSentences = ({ behaviour, mayChange, blocksMet }: Reports): readonly string[] => {
  if (behaviour === null) return ['Behaviour was not compared: the benchmark is not a function that can be called with inputs.']
  const { compared, skipped, differences, engineErrors, unseen, notMet } = behaviour
  const counted = `${plural(compared, 'input')}, ${skipped.toLocaleString('en')} skipped.`
  return [
    differences === 0
      ? `Same behaviour on ${counted}`
      : `Answers differently on ${differences.toLocaleString('en')} of ${plural(compared, 'input')}, which this metric allows.`,
    ...(mayChange === null && strongInputs(behaviour) < compared
      ? [`On ${plural(engineErrors, 'input')} the original throws an error of the engine, which says little.`]
      : []),
    ...(behaviour.allowed ? [`The original needs ${behaviour.allowed.join(' and ')}, so both were allowed it.`] : []),
    ...(unseen.length === 0 ? [] : [`Could not be looked into: ${list(unseen)}.`]),
    ...(notMet.length === 0 ? [] : [`No compared input ran ${list(notMet)}${blocksMet ? ', but tests of the project do' : ''}.`]),
  ]
}

/** What is missing for a proof, and what helps. Null: nothing. */
const missing = (reports: Reports): string | null => {
  const { tests, behaviour, mayChange, blocksMet } = reports
  if (comparedEnough(reports)) return null
  const tested = tests?.status === 'passed' && tests.passed > 0 && tests.meetsChange === 'yes'
  if (mayChange !== null) {
    if (!tested)
      return `answers may differ for this metric, and ${lackOfTests(reports)}. A test that runs it and checks its answers helps`
    if (mayChange.guardrails === 0)
      return 'answers may differ for this metric, and no guardrail reaches what was changed. Give another metric of the same code `"guardrail": true`'
    return null
  }
  const notMet = behaviour?.notMet ?? []
  if (tested && (notMet.length === 0 || blocksMet)) return null
  if (notMet.length > 0)
    return `neither a compared input nor a test of the project ran ${list(notMet)}. Inputs that reach it help`
  const why =
    behaviour === null
      ? 'nothing compares the behaviour'
      : behaviour.unseen.length > 0
        ? `parts of the answers cannot be looked into (${list(behaviour.unseen)})`
        : `only ${plural(strongInputs(behaviour), 'input')} could be compared`
  return `${why}, and ${lackOfTests(reports)}. A test that runs it and checks its answers helps`
}

const lackOfTests = (reports: Reports): string => {
  const { tests } = reports
  if (tests?.status !== 'passed' || tests.passed === 0) return 'no test of the project passed'
  return `${plural(tests.passed, 'test')} passed, but ${whyNotMet(reports)}`
}

export const decide = (reports: Reports): Decided => {
  const { measurement } = reports
  const { split } = measurement
  const sentences = [...behaviourSentences(reports), testSentence(reports)]
  if (split && !split.agrees) {
    return {
      verdict: 'inconclusive',
      reasons: [`The gain was not borne out from outside. ${split.note}`.trim(), ...measurement.reasons, ...sentences],
    }
  }
  const why = measurement.verdict === 'improved' ? missing(reports) : null
  if (why !== null) {
    const claim = reports.mayChange === null ? 'Better, but not proved to be the same program' : 'Better, but not proved'
    return { verdict: 'inconclusive', reasons: [`${claim}: ${why}.`, ...measurement.reasons, ...sentences] }
  }
  return { verdict: measurement.verdict, reasons: [...measurement.reasons, ...sentences] }
}

const seconds = (ms: number): string => `${Number((ms / 1000).toPrecision(2))} s`

/** The budget of the trial ended a phase: nothing is known but where the time went. */
export const timeUsedUp = (totalMs: number, phase: Phase, spent: readonly (readonly [Phase, number])[]): Decided => {
  const parts = spent.map(([name, ms]) => `${name} ${seconds(ms)}`).join(', ')
  const helps: Readonly<Record<Phase, string>> = {
    "the project's tests": 'Fewer or faster tests help',
    'behaviour against the original': 'Smaller sizes in the benchmark help',
    'the measurement': 'Fewer or smaller sizes in the benchmark help',
    'whether the tests meet the change': 'Fewer or faster tests help',
  }
  return {
    verdict: 'inconclusive',
    reasons: [
      `The trial used up its ${seconds(totalMs)} in ${phase} (${parts}).`,
      `${helps[phase]}, or more time: \`limits.trialMs\` in asis.config.json.`,
    ],
  }
}
