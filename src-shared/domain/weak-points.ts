/** What a reviewer has to know about the weight of evidence, as short lines that pages and command line share. Nothing where all is well. */
import type { Evidence } from './evidence.ts'

export interface WeakPoint {
  readonly part: 'tests' | 'behaviour' | 'measurement'
  readonly name: string
  readonly value: string
  /** Speaks against believing it; else it is only worth knowing. */
  readonly bad: boolean
}

const most = 4
const some = (names: readonly string[]): string =>
  `${names.slice(0, most).join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`

export const weakPoints = ({ tests, behaviour, measurement }: Evidence): readonly WeakPoint[] => {
  const points: WeakPoint[] = []
  const add = (part: WeakPoint['part'], name: string, value: string, bad = true): number =>
    points.push({ part, name, value, bad })
  if (tests?.meetsChange === 'no') add('tests', 'if the change threw', 'they would still pass')
  if (behaviour && behaviour.notMet.length > 0) add('behaviour', 'run by no input', some(behaviour.notMet))
  if (behaviour && behaviour.unseen.length > 0) add('behaviour', 'not looked into', some(behaviour.unseen))
  if (behaviour && behaviour.engineErrors > 0)
    add('behaviour', 'original throws', `engine errors on ${behaviour.engineErrors.toLocaleString('en')}`, false)
  if (measurement?.reportedByCode) add('measurement', 'number comes from', 'the code under test')
  return points
}

/** Evidence that an earlier version stored, with what it could not know yet. */
export const asOfToday = (stored: Evidence): Evidence => ({
  ...stored,
  tests: stored.tests && { ...stored.tests, meetsChange: stored.tests.meetsChange ?? 'unknown' },
  behaviour: stored.behaviour && { ...newInBehaviour, ...stored.behaviour },
  measurement: stored.measurement && { ...stored.measurement, reportedByCode: stored.measurement.reportedByCode ?? false },
})
const newInBehaviour = { unseen: [], notMet: [], engineErrors: 0 }
