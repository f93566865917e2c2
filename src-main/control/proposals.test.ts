/** Which bytes count as tried: those that were judged. A trial that a crash cut short proves nothing about them. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openBench, type Bench } from '../../test/support/changing-project.ts'
import { candidateOf, changeOf, evidenceOf } from '../stores/test-home.ts'
import type { Verdict } from '../../src-shared/domain/evidence.ts'
import { diffTriedBefore } from './proposals.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.remove())

/** Answers the hash of its diff, the same each time. */
function tried(verdict: Verdict | null): string {
  const { stores, project, clock } = bench
  const { id, diffSha256 } = stores.candidates.add(project.id, candidateOf([changeOf('src/a.js', '1', '2')]), clock.nowMs())
  if (verdict !== null) stores.evidence.put(project.id, id, evidenceOf({ verdict }), clock.nowMs())
  stores.candidates.move(project.id, id, 'generated', 'rejected', clock.nowMs(), '')
  return diffSha256
}
const again = (diffSha256: string): boolean => !diffTriedBefore(bench, diffSha256)

it('what was judged is not tried again, what came out unclear is', () => {
  expect(again(tried('inconclusive'))).toBe(true)
  expect(again(tried('no-change'))).toBe(false)
})

it('a trial that was cut short is repeated, but not for ever', () => {
  expect(again(tried(null))).toBe(true)
  expect(again(tried(null))).toBe(true)
  expect(again(tried(null))).toBe(false)
})

it('one that was judged after it had been cut short is not repeated', () => {
  tried(null)
  expect(again(tried('regressed'))).toBe(false)
})
