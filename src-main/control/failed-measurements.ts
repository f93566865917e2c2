/** Metrics whose last measurement failed, and why: one that cannot be measured is a row with its error, and the others go on. */
import type { Refused } from '../../src-shared/errors.ts'
import type { Workspace } from './workspace.ts'

const failures = new WeakMap<Workspace, Map<string, Refused>>()

/** What stands in the way lies in the metric: its benchmark or its inputs. Anything else stops all of them. */
export const isOfMetric = ({ code }: Refused): boolean => code === 'bad-benchmark' || code === 'bad-input'

/** Null: it was measured. */
export const noteMeasured = (workspace: Workspace, metricId: string, refused: Refused | null): void => {
  const known = failures.get(workspace) ?? new Map<string, Refused>()
  failures.set(workspace, known)
  if (refused && isOfMetric(refused)) known.set(metricId, refused)
  else if (!refused) known.delete(metricId)
}

export const failureOf = (workspace: Workspace, metricId: string): Refused | null =>
  failures.get(workspace)?.get(metricId) ?? null
