/**
 * How many people HIGH risk needs at least, whatever the setting says: a pin of root's, the environment and the manifest may raise the number, and
 * none of them lowers it. What was meant as a floor and cannot be understood counts as the highest one.
 */
import { approvalsForHigh, mostApprovals } from '../../../src-shared/api/proof.ts'
import type { Manifest } from '../../../src-shared/domain/manifest.ts'
import { approvalsVariable, systemAbove, type Above } from '../../platform/above.ts'
import { readPins } from '../../platform/pins.ts'

export interface Floor {
  readonly number: number
  readonly source: 'pin' | 'environment' | 'file'
  /** Path of the file or name of the variable. */
  readonly where: string
}

function pinned({ pins }: Above): Floor | null {
  const read = readPins(pins)
  if (read.kind === 'not-understood') return { number: mostApprovals, source: 'pin', where: pins.file }
  const number = read.kind === 'pinned' ? read.pins[approvalsForHigh] : undefined
  return number === undefined ? null : { number, source: 'pin', where: pins.file }
}

function fromEnvironment({ approvalsForHigh: text }: Above): Floor | null {
  if (text === undefined) return null
  return { number: text.trim() === '1' ? 1 : mostApprovals, source: 'environment', where: approvalsVariable }
}

/** The highest; of equal ones that which is hardest to change. Null where there is none. */
export function approvalsFloor(
  manifest: Pick<Manifest, 'review'> | null,
  manifestPath: string,
  above: Above = systemAbove,
): Floor | null {
  const number = manifest?.review?.approvalsForHigh
  const declared: Floor | null = number === undefined ? null : { number, source: 'file', where: manifestPath }
  let highest: Floor | null = null
  for (const floor of [pinned(above), fromEnvironment(above), declared])
    if (floor !== null && floor.number > (highest?.number ?? 0)) highest = floor
  return highest
}
