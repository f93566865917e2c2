/** From the three reports of a trial to its verdict and the sentences that explain it. Pure. */
import type { BehaviourReport, MeasurementReport, TestReport, Verdict } from '../../../src-shared/domain/evidence.ts'

export interface Decided {
  readonly verdict: Verdict
  readonly reasons: readonly string[]
}
/** Fewer agreeing inputs than this prove nothing by themselves. */
export const enoughInputs = 30

const plural = (count: number, what: string): string => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
const factor = (value: number): string => value.toPrecision(3).replace(/\.?0+$/, '')

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

export const afterBehaviour = (behaviour: BehaviourReport): Decided | null => {
  if (behaviour.differences === 0) return null
  const first = behaviour.examples[0]
  const shown = first ? ` For ${first.input.slice(0, 160)} the original gives ${first.original.slice(0, 160)}, the candidate ${first.candidate.slice(0, 160)}.` : '' // prettier-ignore
  return {
    verdict: 'incorrect',
    reasons: [
      `Behaves differently on ${behaviour.differences.toLocaleString('en')} of ${plural(behaviour.compared, 'input')}.${shown}`,
    ],
  }
}

const proof = (tests: TestReport | null, behaviour: BehaviourReport | null, sameBehaviour: boolean): string[] => {
  const sentences: string[] = []
  if (behaviour)
    sentences.push(`Same behaviour on ${plural(behaviour.compared, 'input')}, ${behaviour.skipped.toLocaleString('en')} skipped.`)
  else if (!sameBehaviour) sentences.push('Outputs are expected to differ: the metric decides, behaviour was not compared.')
  else sentences.push('Behaviour was not compared: the benchmark is not a function that can be called with inputs.')
  if (tests?.status === 'passed') sentences.push(`${plural(tests.passed, 'test')} of the project passed.`)
  else sentences.push('The project has no tests that were run.')
  return sentences
}

export const decide = (
  tests: TestReport | null,
  behaviour: BehaviourReport | null,
  measurement: MeasurementReport,
  sameBehaviour: boolean,
): Decided => {
  const { improvement, split } = measurement
  const sentences = proof(tests, behaviour, sameBehaviour)
  if (split && !split.agrees) {
    const apart = `Timed from outside, the change is ${factor(split.improvement.low)}x to ${factor(split.improvement.high)}x, inside ${factor(improvement.low)}x to ${factor(improvement.high)}x`
    return {
      verdict: 'inconclusive',
      reasons: [`${apart}: the two disagree, so neither counts. ${split.note}`.trim(), ...measurement.reasons, ...sentences],
    }
  }
  const proved =
    !sameBehaviour ||
    (behaviour !== null && behaviour.compared >= enoughInputs) ||
    (tests?.status === 'passed' && tests.passed > 0)
  if (measurement.verdict === 'improved' && !proved) {
    const why = behaviour ? `only ${plural(behaviour.compared, 'input')} could be compared` : 'nothing compares the behaviour'
    return {
      verdict: 'inconclusive',
      reasons: [
        `Faster, but not proved to be the same program: ${why} and no test of the project passed.`,
        ...measurement.reasons,
      ],
    }
  }
  return { verdict: measurement.verdict, reasons: [...measurement.reasons, ...sentences] }
}
