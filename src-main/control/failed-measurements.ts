/** Metrics whose last measurement failed, and why: one that cannot be measured is a row with its error, and the others go on. */
import type { Refused } from '../../src-shared/errors.ts'
import type { FailedMeasurement } from '../stores/stores.ts'
import type { Workspace } from './workspace.ts'

/** What stands in the way lies in the metric: its benchmark or its inputs. Anything else stops all of them. */
export const isOfMetric = ({ code }: Refused): boolean => code === 'bad-benchmark' || code === 'bad-input'

/** @param refused null: it was measured. */
export function noteMeasured({ stores, project, clock }: Workspace, metricId: string, refused: Refused | null): void {
  if (refused === null) stores.failedMeasurements.remove(project.id, metricId)
  else if (isOfMetric(refused)) {
    const { code, message, next } = refused
    stores.failedMeasurements.put(project.id, metricId, { code, message, next, tMs: clock.nowMs() })
  }
}

export const failureOf = ({ stores, project }: Workspace, metricId: string): (Refused & FailedMeasurement) | null => {
  const failed = stores.failedMeasurements.get(project.id, metricId)
  return failed && { kind: 'refused', ...failed }
}
