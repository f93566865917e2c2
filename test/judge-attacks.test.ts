/**
 * Attacks of the list (bench/judge) on the comparison alone: every gate is off and every measurement is taken for a gain, so that nothing but
 * the comparison can stop them. Beside `behaviour.test.ts`, which forges the channel. The whole list: `npm run test:containment`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCases } from '../bench/judge/case-files.ts'
import { judgeOne, type JudgeOptions } from '../bench/judge/judge-one.ts'
import { preparedHarness } from '../src-main/control/prepared-harness.ts'
import { checkoutPaths } from '../src-main/platform/paths.ts'
import { systemRandom } from '../src-main/platform/random.ts'
import { testSandbox } from '../src-main/sandbox/box-for-tests.ts'
import type { Sandbox } from '../src-main/sandbox/sandbox.ts'

const root = join(import.meta.dirname, '..')
const names = new Set(
  `same-rows-in-new-list the-argument-itself one-list-for-all another-url date-subclass map-subclass hidden-toJSON frozen
   not-frozen-any-more argument-sorted-in-place hidden-property-on-argument answer-follows-the-argument zero-is-not-missing
   option-read-before-an-empty-list null-for-options holes-are-visited text-is-added typed-sort-loses-text between-the-sizes empty-list
   remainder memo-on-the-function other-class check-is-gone checks-too-early other-order called-once-for-equal-values called-twice
   no-promise-any-more throws-instead-of-rejecting work-nobody-awaits before-the-condition before-no-rounds not-a-list`
    .trim()
    .split(/\s+/),
)
const attacks = readCases(join(root, 'bench', 'judge'), 'attacks').filter(({ name }) => names.has(name))
const options: JudgeOptions = { gates: 'off', decideOnly: true, precision: 'search', wallMs: 280_000 }

let sandbox: Sandbox
const folder = mkdtempSync(join(tmpdir(), 'asis-attacks-'))
beforeAll(async () => {
  sandbox = await testSandbox({ home: folder })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('every attack that is named here is on the list', () => {
  expect(attacks.map(({ name }) => name).toSorted()).toEqual([...names].toSorted())
})

describe('with every gate off, none is taken for the same program', () => {
  it.concurrent.each(attacks)(
    '$kind: $name',
    async attack => {
      const harnessDir = preparedHarness(checkoutPaths(root).harness, folder, systemRandom)
      const { verdict, stage } = await judgeOne(attack, options, { sandbox, folder, harnessDir })
      expect({ verdict, stage }).toEqual({ verdict: expect.stringMatching(/^(incorrect|unsafe)$/), stage: 'behaviour' })
    },
    300_000,
  )
})
