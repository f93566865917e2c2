/**
 * The precise comparison of an original and a candidate: `improved`, `no-change`, `regressed` or `inconclusive`, with intervals. Precise
 * because both versions of a function share a process, and for the same reason not proof against a candidate that cheats: the
 * caller has shown by gates that it touches no clock and no global, and sets `measureSplit` beside it.
 */
import type { MeasurementReport } from '../../src-shared/domain/evidence.ts'
import type { Refused } from '../../src-shared/errors.ts'
import { compareFunctions } from './ab-function.ts'
import { compareProcesses } from './ab-process.ts'
import type { Ports, Subject } from './input.ts'
import type { Precision } from './looks.ts'

export type { Ports, Subject } from './input.ts'

export interface Comparison extends Subject {
  /** Host folders with a copy of the project each; mounted read-only. */
  readonly beforeDir: string
  readonly afterDir: string
  /** `quick`: about half the forks, to screen. `search`: gives up early on what does not look better. Default `full`. */
  readonly precision?: Precision
}

/** `bad-benchmark` when the benchmark throws, never ends or gives no number; `cancelled` by the signal. */
export const measureAb = async (input: Comparison, ports: Ports): Promise<MeasurementReport | Refused> => {
  const { benchmark } = input
  if (benchmark.kind === 'function') return await compareFunctions({ ...input, benchmark }, ports)
  return await compareProcesses({ ...input, benchmark }, ports)
}
