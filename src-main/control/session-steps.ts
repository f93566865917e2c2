/** How whoever works in a session tells what it does. */
import type { SessionStage } from '../../src-shared/domain/session.ts'

export interface Steps {
  tell(stage: SessionStage, message: string, metricId?: string | null): void
  step(): void
  expect(total: number): void
}
