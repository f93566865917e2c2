/**
 * How safe a candidate looks that passed all gates: a score from 0 to 1 and a risk, with every point that it lost. Pure. Whether it
 * is correct and faster is the trial's answer, not this one's.
 */
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { Risk, Safety } from '../../../src-shared/domain/evidence.ts'
import { changedLines } from './changed-lines.ts'
import { apiChanges, newFields } from './api-changes.ts'
import { remembers } from './script-purity.ts'
import { isScriptPath } from '../../languages/javascript/syntax.ts'

/** All that the score looks at. */
export interface Observed {
  readonly riskClass: 'A' | 'B' | 'C'
  readonly generator: Proposal['generator']
  readonly lines: number
  readonly functions: number
  readonly files: number
  readonly proofs: number
  readonly guards: number
  readonly memoizes: boolean
  readonly sameBehaviour: boolean
  /** Each continues "changes ...": exported signatures, sync to async. */
  readonly api: readonly string[]
  /** New fields of classes: state that lives with an object. */
  readonly fields: number
  /** Tables, indexes, pragmas. */
  readonly schema: boolean
}

const schemaWords = /\b(?:CREATE|ALTER|DROP)\s+(?:UNIQUE\s+)?(?:TABLE|INDEX|VIEW|TRIGGER)\b|\bPRAGMA\b|\bpragma\(/i

export const observe = (proposal: Proposal): Observed => {
  const { files, facts } = proposal
  const changes = files.map(file => changedLines(file.before, file.after))
  return {
    riskClass: proposal.riskClass,
    generator: proposal.generator,
    lines: changes.reduce((sum, each) => sum + each.added + each.removed, 0),
    functions: proposal.changedFunctions.filter(name => !name.endsWith('#top-level')).length,
    files: files.length,
    proofs: facts.filter(fact => fact.startsWith('proved')).length,
    guards: facts.filter(fact => fact.startsWith('guarded')).length,
    memoizes: remembers(proposal),
    sameBehaviour: proposal.sameBehaviour,
    api: files.filter(file => isScriptPath(file.path)).flatMap(file => apiChanges(file.path, file.before, file.after)),
    fields: files.reduce((sum, file) => sum + (isScriptPath(file.path) ? newFields(file.path, file.before, file.after) : 0), 0),
    schema:
      files.some(file => file.path.endsWith('.sql')) ||
      changes.some(each => each.fresh.some(line => schemaWords.test(line.text))),
  }
}

interface Deduction {
  readonly points: number
  readonly why: string
  /** At least this risk, whatever the score. */
  readonly risk: Risk
}

export const scoreOf = (seen: Observed): Safety => {
  const deductions = deductionsOf(seen).filter(each => each.points > 0)
  const total = deductions.reduce((sum, each) => sum + each.points, 0)
  const score = Math.round(Math.max(0, 1 - total) * 100) / 100
  const risks: readonly Risk[] = [score < 0.5 ? 'HIGH' : score < 0.9 ? 'MEDIUM' : 'LOW', ...deductions.map(each => each.risk)]
  const risk = risks.includes('HIGH') ? 'HIGH' : risks.includes('MEDIUM') ? 'MEDIUM' : 'LOW'
  const reasons = deductions.toSorted((a, b) => b.points - a.points).map(each => `-${each.points.toFixed(2)} ${each.why}`)
  return {
    score,
    risk,
    reasons: reasons.length > 0 ? reasons : ['nothing speaks against it: one small change, proved from the text'],
  }
}

/** After a trial whose number came from the process of the code under test: MEDIUM at least, for nobody outside of it has measured. */
export const reportedByCode = ({ score, risk, reasons }: Safety): Safety => ({
  score: Math.round(Math.max(0, score - reportedPoints) * 100) / 100,
  risk: risk === 'HIGH' || score - reportedPoints < 0.5 ? 'HIGH' : 'MEDIUM',
  reasons: [`-${reportedPoints.toFixed(2)} its number is reported by the code under test`, ...reasons],
})
const reportedPoints = 0.1

/** After a trial in which no compiler could say whether the types hold: MEDIUM at least. */
export const typesNotChecked = ({ score, risk, reasons }: Safety): Safety => ({
  score: Math.round(Math.max(0, score - typesPoints) * 100) / 100,
  risk: risk === 'HIGH' || score - typesPoints < 0.5 ? 'HIGH' : 'MEDIUM',
  reasons: [`-${typesPoints.toFixed(2)} its types were not checked by the project's compiler`, ...reasons],
})
const typesPoints = 0.1

/** After a trial that left a small size open: a person looks at the table. */
export const notClearAtASize = ({ score, risk, reasons }: Safety): Safety => ({
  score: Math.round(Math.max(0, score - notClearPoints) * 100) / 100,
  risk: risk === 'HIGH' || score - notClearPoints < 0.5 ? 'HIGH' : 'MEDIUM',
  reasons: [`-${notClearPoints.toFixed(2)} it is not clear at a small size whether it is slower there`, ...reasons],
})
const notClearPoints = 0.05

const deductionsOf = (seen: Observed): readonly Deduction[] => [
  { points: seen.schema ? 0.35 : 0, why: 'changes how data is stored (tables, indexes or pragmas)', risk: 'HIGH' },
  ...seen.api.map(change => ({ points: 0.35, why: `changes ${change}`, risk: 'HIGH' }) as const),
  { points: seen.riskClass === 'C' ? 0.2 : 0, why: 'changes the algorithm (class C)', risk: 'MEDIUM' },
  { points: seen.riskClass === 'B' ? 0.03 : 0, why: 'relies on types or probes (class B)', risk: 'LOW' },
  { points: seen.memoizes ? 0.15 : 0, why: 'remembers results between calls or within one', risk: 'MEDIUM' },
  { points: seen.sameBehaviour ? 0 : 0.15, why: 'is meant to answer differently: only the metric judges it', risk: 'MEDIUM' },
  {
    points: seen.generator === 'llm' || seen.generator === 'agent' ? 0.12 : 0,
    why: 'was written by a model, not by a rule',
    risk: 'MEDIUM',
  },
  { points: seen.fields > 0 ? 0.06 : 0, why: `keeps new state in ${seen.fields} fields of objects`, risk: 'MEDIUM' },
  { points: seen.generator === 'search' ? 0.05 : 0, why: 'was found by search, not derived', risk: 'LOW' },
  { points: seen.proofs + seen.guards === 0 ? 0.05 : 0, why: 'states no precondition', risk: 'LOW' },
  {
    points: Math.min(0.03, seen.guards * 0.01),
    why: `checks ${seen.guards} preconditions at run time instead of proving them`,
    risk: 'LOW',
  },
  { points: Math.min(0.2, Math.max(0, seen.functions - 1) * 0.05), why: `changes ${seen.functions} functions`, risk: 'LOW' },
  { points: Math.min(0.2, Math.max(0, seen.files - 1) * 0.11), why: `changes ${seen.files} files`, risk: 'MEDIUM' },
  {
    points: Math.min(0.15, Math.floor(Math.max(0, seen.lines - 30) / 10) * 0.01),
    why: `changes ${seen.lines} lines`,
    risk: 'LOW',
  },
]
