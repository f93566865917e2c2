/** A real project on the disk and proposals against it, for the tests of this stage. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FileChange, Proposal } from '../../../src-shared/domain/candidate.ts'
import type { MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import type { GateReport } from '../../../src-shared/domain/evidence.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import { openProject } from '../../project/open-project.ts'
import type { Project } from '../../project/project.ts'
import { verify } from './verify.ts'

export const target = `import { label } from './label.js'

const greeting = 'hello'
const weights = [0.1, 0.2]
let calls = 0

export function findKnown(items, known) {
  const found = []
  for (const item of items) {
    if (known.includes(item)) found.push(item)
  }
  return found
}

export function slow(n, scale) {
  if (n < 2) return n * scale
  return slow(n - 1, scale) + slow(n - 2, scale)
}

export function stamp(x) {
  return x + Date.now()
}

export function counted(x) {
  calls++
  return x + calls
}

export function pair(x) {
  return [x, x]
}

export function untouched(x) {
  return label(x) + greeting + weights[0]
}

function fallback(x) {
  return eval(x)
}

export const evaluate = x => fallback(x)

export class Store {
  #rows = []
  add(row) {
    this.#rows.push(row)
  }
  has(row) {
    return this.#rows.includes(row)
  }
}
`

const files: Readonly<Record<string, string>> = {
  'src/target.js': target,
  'src/label.js': 'export const label = x => `${x}`\n',
  'src/constants.js':
    'export const rate = 0.5\nexport const sizes = [1, -2]\nexport const name = "a"\nexport const run = () => rate\n',
  'src/query.sql': 'CREATE TABLE b (c TEXT);\n',
  'src/data.json': '{"a": 1}\n',
  'src/page.html': '<p>\n',
  'src/files.js': `import { writeFileSync } from 'node:fs'\nimport { label } from './label.js'\nimport * as other from 'other'\nexport function save(x) {\n  writeFileSync('x', x)\n}\nexport function pick(list, x) {\n  return list.includes(x)\n}\nconst indirect = x => save(x)\nexport const last = () => [indirect, label, other, Buffer]\n;[1].forEach(x => save(x))\n`,
  'src/schema.js':
    'export const SCHEMA = `CREATE TABLE a (b TEXT);\nCREATE TABLE c (d TEXT);\n`\nexport const rows = (db, sql) => db.prepare(sql).all()\n',
  'src/target.test.js': "import 'node:test'\n",
  'bench/rate.js': "import { rate } from '../src/constants.js'\nexport default () => rate\n",
  'bench/inputs.js': 'export default () => [[], []]\n',
  'package.json': '{"type":"module"}',
}

const metric = (id: string, targets: readonly string[]): object => ({
  id,
  title: id,
  unit: 'us',
  direction: 'lower',
  benchmark: { kind: 'function', file: 'src/target.js', function: 'findKnown', inputs: 'bench/inputs.js' },
  targets,
})

export const makeProject = (): Project => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'asis verify ')))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const names = ['findKnown', 'slow', 'stamp', 'counted', 'pair', 'evaluate']
  const document = {
    name: 'fixture',
    languages: ['javascript'],
    files: ['src/**'],
    metrics: [
      metric(
        'named',
        names.map(name => `src/target.js#${name}`),
      ),
      {
        ...metric(
          'repeating',
          names.map(name => `src/target.js#${name}`),
        ),
        callsRepeat: true,
      },
      metric('whole', [
        'src/target.js',
        'src/constants.js',
        'src/query.sql',
        'src/data.json',
        'src/page.html',
        'src/files.js',
        'src/schema.js',
      ]),
      {
        id: 'quality',
        title: 'quality',
        unit: '%',
        direction: 'higher',
        benchmark: { kind: 'module', file: 'bench/rate.js' },
        targets: ['src/constants.js', 'src/data.json'],
        behaviour: 'may-change',
      },
    ],
  }
  writeFileSync(join(root, 'asis.config.json'), JSON.stringify(document))
  const project = openProject(root)
  if (isRefused(project)) throw new Error(project.message)
  return project
}

export const metricOf = (project: Project, id: string): MetricDeclaration => {
  const found = project.manifest.metrics.find(each => each.id === id)
  if (!found) throw new Error(`no metric ${id}`)
  return found
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const change = (path: string, after: string, before = files[path] ?? ''): FileChange => ({
  path,
  before,
  after,
  beforeSha256: sha256(before),
  afterSha256: sha256(after),
})

export const propose = (changes: readonly FileChange[], more: Partial<Proposal> = {}): Proposal => ({
  generator: 'rule',
  rule: 'J01',
  shortName: 'set-instead-of-scan',
  title: 'Set instead of scan',
  reason: 'Because.',
  riskClass: 'A',
  files: changes,
  changedFunctions: ['src/target.js#findKnown'],
  facts: ['proved: known is not written'],
  probes: [],
  expectedGain: 2,
  sameBehaviour: true,
  memoizes: false,
  ...more,
})

/** `target` with the body of findKnown replaced, and text put behind the imports. */
export const withBody = (body: string, preamble = ''): FileChange => {
  const start = target.indexOf('export function findKnown')
  const end = target.indexOf('export function slow')
  const head = target.slice(0, start) + preamble
  return change('src/target.js', `${head}export function findKnown(items, known) {\n${body}\n}\n\n${target.slice(end)}`)
}

export const check = async (project: Project, proposal: Proposal, metricId = 'named'): Promise<GateReport> =>
  verify(proposal, { project, metric: metricOf(project, metricId) })
