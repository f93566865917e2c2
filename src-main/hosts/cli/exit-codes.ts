/** Exit codes of every command, documented in `docs/command-line.md`. Scripts branch on them, so they never change meaning. */
import type { RefusalCode } from '../../../src-shared/errors.ts'

export const exitCodes = {
  ok: 0,
  /** A defect of ASIS. */
  defect: 1,
  /** Wrong arguments, manifest, input or id. */
  usage: 2,
  /** The machine lacks something: isolation, disk, the data folder. */
  environment: 3,
  /** Refused to keep something safe: stale files, missing approval, a lock. */
  refused: 4,
  cancelled: 130,
} as const

const byRefusal: Readonly<Record<RefusalCode, number>> = {
  'bad-input': exitCodes.usage,
  'bad-manifest': exitCodes.usage,
  'bad-benchmark': exitCodes.usage,
  'tests-fail': exitCodes.refused,
  'not-found': exitCodes.usage,
  'outside-project': exitCodes.refused,
  'stale-state': exitCodes.refused,
  'stale-file': exitCodes.refused,
  'not-approved': exitCodes.refused,
  'store-locked': exitCodes.refused,
  'store-newer': exitCodes.environment,
  disk: exitCodes.environment,
  'no-isolation': exitCodes.environment,
  forbidden: exitCodes.refused,
  'not-proved': exitCodes.refused,
  cancelled: exitCodes.cancelled,
  busy: exitCodes.refused,
  stopped: exitCodes.refused,
}
export const exitCodeOf = (code: RefusalCode): number => byRefusal[code]
