/**
 * One case the whole way: `asis optimize --write` on a copy, and, where that accepted a rewrite, the set's own comparison of what was
 * written with the original. The gain of the hand-written fix comes from `asis trial`. Generated code runs in the sandbox only.
 */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Sandbox } from '../../src-main/sandbox/sandbox.ts'
import { answer } from '../../test/real-code/run.ts'
import type { RuleCase } from './entries.ts'
import type { Fetched } from './fetched.ts'
import { withFix } from './fix.ts'
import { compared } from './same.ts'

export interface Place {
  readonly sandbox: Sandbox
  readonly folder: string
}

export interface Trial {
  readonly verdict: string
  readonly factor: number | null
  readonly why: string
}

export interface Optimized extends Trial {
  readonly rule: string
  /** What was accepted answers otherwise than the original, on inputs that the judge did not have. */
  readonly wrong: boolean
}

const argumentsOf = (each: RuleCase, folder: string): string[] => {
  const inputs = path.join(folder, 'values.mjs')
  writeFileSync(inputs, each.inputs)
  return ['--function', each.functionName, '--inputs', inputs, '--sizes', each.sizes.join(',')]
}

const refused = (error: unknown): Trial => ({
  verdict: 'refused',
  factor: null,
  why: String(error instanceof Error ? error.message : error).slice(-400),
})

/** The hand-written version, or of a trap the rewrite that suggests itself. */
export const trialOfFix = async (each: RuleCase, code: Fetched, place: Place): Promise<Trial> => {
  const folder = mkdtempSync(path.join(place.folder, 'trial-'))
  const cwd = code.copyOf(each, folder)
  const after = withFix(each.file, readFileSync(path.join(cwd, each.file), 'utf8'), each.rewrites, each.fix)
  if (after === null) return { verdict: 'refused', factor: null, why: `there is no ${each.rewrites} to put the fix into` }
  const candidate = path.join(folder, `candidate${path.extname(each.file)}`)
  writeFileSync(candidate, after)
  try {
    const { verdict, speedup, reasons } = await answer(['trial', each.file, candidate, ...argumentsOf(each, folder)], cwd, {
      folder,
    })
    return { verdict, factor: speedup?.estimate ?? null, why: reasons.join(' ').slice(0, 400) }
  } catch (error) {
    return refused(error)
  }
}

/**
 * The trial, and where it says no (a frozen list or a hole may be enough) the factor of the set's own comparison: how much is to be gained
 * does not hang on that. The verdict stays the judge's.
 */
export const gainOfFix = async (each: RuleCase, code: Fetched, place: Place): Promise<Trial> => {
  const trial = await trialOfFix(each, code, place)
  if (trial.factor !== null || trial.verdict === 'refused' || each.trap !== null) return trial
  const folder = mkdtempSync(path.join(place.folder, 'gain-'))
  const original = code.copyOf(each, folder)
  const other = path.join(folder, 'other')
  cpSync(original, other, { recursive: true })
  const after = withFix(each.file, readFileSync(path.join(other, each.file), 'utf8'), each.rewrites, each.fix)
  if (after === null) return trial
  writeFileSync(path.join(other, each.file), after)
  const { factor } = await compared(each, [original, other], place)
  return { ...trial, factor, why: `Factor by the set's own comparison. ${trial.why}` }
}

export const optimized = async (each: RuleCase, code: Fetched, place: Place): Promise<Optimized> => {
  const folder = mkdtempSync(path.join(place.folder, 'optimize-'))
  const cwd = code.copyOf(each, folder)
  const original = path.join(folder, 'original')
  cpSync(cwd, original, { recursive: true })
  try {
    const args = ['optimize', each.file, '--write', ...argumentsOf(each, folder)]
    const { verdict, speedup, reasons, rule } = await answer(args, cwd, { folder })
    const told = { verdict, rule, factor: speedup?.estimate ?? null, why: reasons.join(' ').slice(0, 400), wrong: false }
    if (verdict !== 'improved') return told
    const { same, why } = await compared(each, [original, cwd], place, 40)
    return same ? told : { ...told, wrong: true, why }
  } catch (error) {
    return { ...refused(error), rule: '', wrong: false }
  }
}
