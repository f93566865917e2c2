/** Whether a hand-written version may stand in the set: equal on generated inputs and clearly faster, or, of a trap, wrong or no gain. */
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { RuleCase } from './entries.ts'
import type { Fetched } from './fetched.ts'
import { withFix } from './fix.ts'
import { compared } from './same.ts'
import type { Place } from './whole.ts'

export interface Checked {
  readonly ok: boolean
  readonly what: string
}

/** Below this a hand-written version is no known inefficiency. */
const leastFactor = 1.3

export const checkFix = async (each: RuleCase, text: string, code: Fetched, place: Place): Promise<Checked> => {
  const after = withFix(each.file, text, each.rewrites, each.fix)
  if (after === null) return { ok: false, what: `there is no ${each.rewrites} to put the fix into, or it does not parse` }
  const folder = mkdtempSync(path.join(place.folder, 'check-'))
  const original = code.copyOf(each, folder)
  const other = path.join(folder, 'other')
  cpSync(original, other, { recursive: true })
  writeFileSync(path.join(other, each.file), after)
  const { same, factor, why } = await compared(each, [original, other], place)
  if (!same) return { ok: each.trap !== null && !why.startsWith('no answer'), what: `differs: ${why}` }
  const faster = factor !== null && factor >= leastFactor
  return { ok: each.trap === null ? faster : !faster, what: `same, ${factor?.toFixed(2)}x` }
}
