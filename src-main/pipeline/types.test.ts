/** What the project's own compiler says, as it reaches the verdict. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { openProject } from '../project/open-project.ts'
import { changeOf, proposalOf } from '../stores/test-home.ts'
import { openPorts, removeFolders } from './4-trial/fixtures/setup.ts'
import type { TrialPorts } from './4-trial/ports.ts'
import { prove } from './pipeline.ts'

// Many boxes each: on a loaded machine a test takes as long as it takes.
vi.setConfig({ testTimeout: 300_000 })

let ports: TrialPorts
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'asis types ')))
beforeAll(async () => {
  ports = await openPorts()
})
afterAll(() => {
  removeFolders()
  rmSync(folder, { recursive: true, force: true })
})

const before = 'export const rate = (list: readonly number[]): number => list.map(each => each * 2).length\n'
const files: Readonly<Record<string, string>> = {
  'src/model.ts': before,
  'bench/size.ts': "import { rate } from '../src/model.ts'\nexport default () => rate([1, 2])\n",
  'package.json': JSON.stringify({ name: 'model', type: 'module', devDependencies: { typescript: '7' } }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { strict: true, noEmit: true, types: [], allowImportingTsExtensions: true },
  }),
  'asis.config.json': JSON.stringify({
    name: 'model',
    languages: ['typescript'],
    files: ['src/**'],
    metrics: [
      {
        id: 'size',
        title: 'Size',
        unit: '',
        direction: 'lower',
        benchmark: { kind: 'module', file: 'bench/size.ts' },
        targets: ['src/model.ts'],
      },
    ],
  }),
}

let made = 0
const proved = async (after: string, withCompiler: boolean): Promise<Evidence> => {
  const root = path.join(folder, String((made += 1)))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  if (withCompiler)
    symlinkSync(realpathSync(path.join(import.meta.dirname, '../../node_modules')), path.join(root, 'node_modules'))
  const project = openProject(root)
  if (isRefused(project)) throw new Error(project.message)
  const proposal = proposalOf([changeOf('src/model.ts', before, after)], {
    riskClass: 'A',
    changedFunctions: ['src/model.ts#rate'],
    facts: ['proved'],
    probes: [],
  })
  const evidence = await prove(
    proposal,
    { project, metric: project.manifest.metrics[0]!, baselineTests: null },
    {
      ...ports,
      signal: new AbortController().signal,
      sandboxFolder: path.join(folder, 'sandbox'),
      files: work => work(),
      measuring: work => work(),
      precision: 'search',
      tell: () => {},
    },
  )
  if (isRefused(evidence)) throw new Error(evidence.message)
  return evidence
}

it('a change that breaks the compilation of the project is rejected with what the compiler says', async () => {
  const evidence = await proved(before.replace('.length', '.map(String)'), true)
  expect(evidence).toMatchObject({ verdict: 'incorrect', measurement: null })
  expect(evidence.reasons).toHaveLength(1)
  expect(evidence.reasons[0]).toMatch(
    /^Does not compile any more: src\/model\.ts:1 TS2322: .*\(tsc 7\.[\d.]+, tsconfig\.json\)\.$/,
  )
})

it('a change that compiles is tried, and the verdict says so', async () => {
  const { reasons } = await proved(before.replace('list.map(each => each * 2)', 'list'), true)
  expect(reasons.at(-1)).toMatch(/^Compiles as before/)
})

it('where the project has no compiler of its own the verdict says so, and the risk is MEDIUM at least', async () => {
  const { reasons, safety } = await proved(before.replace('list.map(each => each * 2)', 'list'), false)
  expect(reasons.at(-1)).toMatch(/^Types not checked: the project has a tsconfig\.json and no tsc of its own/)
  expect(safety.risk).toBe('MEDIUM')
  expect(safety.reasons).toContain("-0.10 its types were not checked by the project's compiler")
})
