import { expect, it } from 'vitest'
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import type { Evidence, Verdict } from '../../src-shared/domain/evidence.ts'
import { stagesOf } from './stages.ts'

const evidence = (verdict: Verdict, failedGate?: 'danger'): Evidence => ({
  verdict,
  reasons: [],
  gates: (['parse', 'danger'] as const).map(gate => ({ gate, passed: gate !== failedGate, message: '', path: null, line: null })),
  safety: { score: 1, risk: 'LOW', reasons: [] },
  tests: null,
  behaviour: null,
  measurement: null,
  isolation: 'strong',
  cost: { elapsedMs: 1, cpuMs: 1 },
})
const decidedBy = (verb: 'approved' | 'declined') => ({ verb, by: 'operator', reason: '', diffSha256: '', tMs: 0 })
const line = (
  state: CandidateDetail['state'],
  decision: CandidateDetail['decision'] = null,
  given: Evidence | null = evidence('improved'),
): string =>
  stagesOf({ state, decision, evidence: given })
    .map(s => `${s.status} ${s.name}${s.note === '' ? '' : ` (${s.note})`}`)
    .join(', ')

it('says how far a change is', () => {
  expect(line('generated', null, null)).toBe('now verified, ahead trialled, ahead approved, ahead applied, ahead kept')
  expect(line('awaiting-review')).toBe(
    'done verified, done trialled (improved), waits approved (waits for you), ahead applied, ahead kept',
  )
  expect(line('declined', decidedBy('declined'))).toMatch(/failed approved \(declined\), ahead applied, ahead kept$/)
  expect(line('approved', decidedBy('approved'))).toMatch(/done approved \(by operator\), now applied, ahead kept$/)
  expect(line('applied', decidedBy('approved'))).toMatch(/done applied, now kept \(being watched\)$/)
  expect(line('kept', decidedBy('approved'))).toMatch(/done applied, done kept$/)
  expect(line('rolled-back', decidedBy('approved'))).toMatch(/done applied, failed kept \(rolled back\)$/)
})
const stage = (state: CandidateDetail['state'], status: CandidateDetail['watch']['status'], asks = true) =>
  stagesOf({ state, decision: null, evidence: null, watch: { status, detail: '', asks } }).at(-1)

it('does not call kept what the watch found worse and could not take back', () => {
  expect(stage('kept', 'degraded')).toEqual({ name: 'kept', status: 'failed', note: 'got worse, not taken back' })
  expect(stage('applied', 'unclear')).toEqual({ name: 'kept', status: 'waits', note: 'waits for you' })
  expect(stage('kept', 'fine')).toMatchObject({ status: 'done' })
  expect(stage('rolled-back', 'degraded')).toMatchObject({ note: 'rolled back' })
})
it('does not ask again about what a person kept, and does not call it fine either', () => {
  expect(stage('kept', 'unclear', false)).toEqual({ name: 'kept', status: 'done', note: 'by a decision' })
  expect(stage('kept', 'degraded', false)).toEqual({ name: 'kept', status: 'unclear', note: 'although it got worse' })
})
it('says by whom it was taken back', () => {
  const rollback = { by: 'watch', reason: 'slower', tMs: 2 }
  expect(stagesOf({ state: 'rolled-back', decision: null, evidence: null, rollback }).at(-1)?.note).toBe(
    'rolled back by the watch',
  )
})
it('does not call what was not shown a success', () => {
  expect(line('awaiting-review', null, evidence('inconclusive'))).toMatch(/unclear trialled \(inconclusive\)/)
  expect(line('rejected', null, evidence('incorrect'))).toMatch(/failed trialled \(incorrect\), ahead approved, /)
  expect(line('rejected', null, evidence('unsafe', 'danger'))).toMatch(
    /failed verified \(gate danger\), ahead trialled \(not run\)/,
  )
})
