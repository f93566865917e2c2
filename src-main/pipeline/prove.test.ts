/** Gates and trial of one change in real boxes, with metrics that are counted and not timed. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Proposal } from '../../src-shared/domain/candidate.ts'
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { changedFunctions } from '../languages/javascript/inspect.ts'
import { openProject } from '../project/open-project.ts'
import type { Job, Sandbox } from '../sandbox/sandbox.ts'
import { changeOf, proposalOf } from '../stores/test-home.ts'
import { openPorts, removeFolders } from './4-trial/fixtures/setup.ts'
import type { TrialPorts } from './4-trial/ports.ts'
import { baselineTests } from './4-trial/tests.ts'
import { prove } from './pipeline.ts'

// Many boxes each: on a loaded machine a test takes as long as it takes.
vi.setConfig({ testTimeout: 300_000 })

let ports: TrialPorts
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'asis prove ')))
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(() => {
  removeFolders()
  rmSync(folder, { recursive: true, force: true })
})

/** Nobody outside can make a `visit`: such a function is compared by nothing. */
const before = `export const rate = 0.5
export function score(list) {
  let all = 0
  for (const each of list) all += rate * each
  return all
}
export const steps = (list, visit) => visit(list.length * list.length)
`
const met = `import assert from 'node:assert'\nimport test from 'node:test'\nimport { score, steps } from '../src/model.mjs'
test('score', () => assert.ok(score([1, 2]) > 0))\ntest('steps', () => assert.ok(steps([1], x => x) < 9))\n`
const deaf = `import test from 'node:test'\nimport '../src/model.mjs'\ntest('loads', () => {})\n`

const metric = (id: string, more: object = {}): object => ({
  id,
  title: id,
  unit: '',
  direction: 'lower',
  benchmark: { kind: 'module', file: `bench/${id}.mjs` },
  targets: ['src/model.mjs'],
  ...more,
})
interface Setting {
  readonly tests: string | null
  readonly behaviour?: 'same' | 'may-change'
  readonly guardrail?: boolean
}
let made = 0
const proved = async (
  { tests, behaviour, guardrail = false }: Setting,
  after: string,
  claims: Partial<Proposal> = {},
  sandbox = ports.sandbox,
): Promise<Evidence> => {
  const root = path.join(folder, String((made += 1)))
  const files: Record<string, string> = {
    'src/model.mjs': before,
    'bench/size.mjs': `import { score, steps } from '../src/model.mjs'\nexport default () => 60 + steps([1, 2, 3], x => x) - score([80])\n`,
    'bench/other.mjs': `import '../src/model.mjs'\nexport default () => 7\n`,
    'test/model.test.mjs': tests ?? '',
    'asis.config.json': JSON.stringify({
      name: 'model',
      languages: ['javascript'],
      files: ['src/**'],
      tests: tests === null ? [] : [{ command: ['node', '--test'] }],
      metrics: [metric('size', behaviour ? { behaviour } : {}), metric('other', { guardrail })],
    }),
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  const project = opened(openProject(root))
  const copyDir = path.join(folder, `copy${made}`)
  await project.copyTo(copyDir)
  const baseline =
    tests === null ? null : opened(await baselineTests({ copyDir, tests: project.manifest.tests, nodeModules: [] }, ports))
  const changed = changedFunctions(before, after, 'src/model.mjs').filter(name => name !== 'top-level')
  const proposal = proposalOf([changeOf('src/model.mjs', before, after)], {
    changedFunctions: changed.map(name => `src/model.mjs#${name}`),
    probes: [],
    ...claims,
  })
  return opened(
    await prove(
      proposal,
      { project, metric: project.manifest.metrics[0]!, baselineTests: baseline },
      {
        ...ports,
        sandbox,
        signal: new AbortController().signal,
        sandboxFolder: path.join(folder, 'sandbox'),
        files: work => work(),
        measuring: work => work(),
        precision: 'search',
        tell: () => {},
      },
    ),
  )
}
const opened = <T>(answer: T | Refused): T => {
  if (isRefused(answer)) throw new Error(answer.message)
  return answer
}

const fewerSteps = before.replace('list.length * list.length', 'list.length')
const otherRate = before.replace('rate = 0.5', 'rate = 0.75')

describe('a number that is better, with nothing that compares the behaviour', () => {
  it('is improved when the tests meet the change', async () => {
    const evidence = await proved({ tests: met }, fewerSteps)
    expect(evidence).toMatchObject({ verdict: 'improved', tests: { status: 'passed', passed: 2, meetsChange: 'yes' } })
    expect(evidence.reasons).toContain('2 tests of the project passed, and fail when what was changed throws an error.')
  })
  it('stays open when they do not, and says which part they miss', async () => {
    const evidence = await proved({ tests: deaf }, fewerSteps)
    expect(evidence).toMatchObject({ verdict: 'inconclusive', tests: { status: 'passed', passed: 1, meetsChange: 'no' } })
    expect(evidence.reasons[0]).toMatch(
      /1 test passed, but none of them runs what was changed \(src\/model\.mjs#steps\)\. A test that/,
    )
  })
  it.each([
    ['says that it is meant to answer differently', { sameBehaviour: false }],
    ['says that a rule proved it', { generator: 'rule', riskClass: 'A', facts: ['proved: all of it'] }],
  ] as const)('stays open without tests, also for a candidate that %s', async (_, claims) => {
    expect(await proved({ tests: null }, fewerSteps, claims)).toMatchObject({ verdict: 'inconclusive', tests: null })
  })
})

describe('a change of answers', () => {
  const mayChange = { behaviour: 'may-change' } as const
  it('is improved where the manifest allows it, tests meet it and a guardrail reaches it', async () => {
    const evidence = await proved({ ...mayChange, tests: met, guardrail: true }, otherRate)
    expect(evidence).toMatchObject({ verdict: 'improved', tests: { meetsChange: 'yes' } })
  })
  it.each([
    ['tests', { ...mayChange, tests: null, guardrail: true }, /no test of the project passed/],
    ['tests that meet it', { ...mayChange, tests: deaf, guardrail: true }, /none of them runs .*#top-level/],
    ['a guardrail', { ...mayChange, tests: met }, /no guardrail reaches/],
  ])('stays open without %s', async (_, setting, why) => {
    const evidence = await proved(setting, otherRate)
    expect(evidence.verdict).toBe('inconclusive')
    expect(evidence.reasons[0]).toMatch(why)
  })
  it('is refused where the manifest does not allow it, whatever the candidate says', async () => {
    const evidence = await proved({ tests: met, guardrail: true }, otherRate, { sameBehaviour: false })
    expect(evidence).toMatchObject({ verdict: 'unsafe', reasons: [expect.stringContaining('Gate scope')] })
  })
})

it('a box that could not be started in the middle of a trial is an answer of its own, and no verdict about the candidate', async () => {
  // The packages are gone for every box that was to hold the candidate.
  const packages = { host: '/nowhere/node_modules', box: '/node_modules' }
  const without = (job: Job): Job =>
    job.mounts.some(({ host, box }) => host.endsWith('/after') && box === '/src')
      ? { ...job, mounts: [...job.mounts, packages] }
      : job
  const sandbox: Sandbox = {
    ...ports.sandbox,
    run: (job, signal) => ports.sandbox.run(without(job), signal),
    open: (job, signal) => ports.sandbox.open(without(job), signal),
  }
  const other = before.replace('rate * each', 'each * rate')
  await expect(proved({ tests: null }, other, {}, sandbox)).rejects.toThrow('/nowhere/node_modules is not there any more.')
})
