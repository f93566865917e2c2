/**
 * Both lists through the judge: how many wrong candidates it accepts, and how many honest ones it loses. Exit code 1 when either is above
 * zero. With --decide-only nothing is timed: an attack that gates and behaviour let through is `left to the clock` then, not accepted.
 *
 *   node bench/judge/run.ts --decide-only
 *   node bench/judge/run.ts --gates only            (nothing is run: seconds)
 *   node bench/judge/run.ts --only attacks --kind 08-memo,10-lazy --gates off --json bench/results/judge-gates-off.json
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { preparedHarness } from '../../src-main/control/prepared-harness.ts'
import { checkoutPaths } from '../../src-main/platform/paths.ts'
import { systemRandom } from '../../src-main/platform/random.ts'
import { openSandbox } from '../../src-main/sandbox/open-sandbox.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { listNames, readCases } from './case-files.ts'
import { judgeOne, type JudgeOptions, type Judged } from './judge-one.ts'
import { judgeTable, resultOf, type JudgeRow } from './judge-table.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: listNames.join(',') },
    kind: { type: 'string', default: '' },
    name: { type: 'string', default: '' },
    gates: { type: 'string', default: 'on' },
    'decide-only': { type: 'boolean', default: false },
    precision: { type: 'string', default: 'full' },
    'wall-seconds': { type: 'string', default: '300' },
    json: { type: 'string', default: '' },
  },
})

const here = dirname(fileURLToPath(import.meta.url))
const wantedKinds = values.kind === '' ? null : new Set(values.kind.split(','))
const wantedNames = values.name === '' ? null : new Set(values.name.split(','))
const cases = listNames
  .filter(list => values.only.split(',').includes(list))
  .flatMap(list => readCases(here, list))
  .filter(each => (!wantedKinds || wantedKinds.has(each.kind)) && (!wantedNames || wantedNames.has(each.name)))

const folder = mkdtempSync(join(tmpdir(), 'asis-judge-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const paths = checkoutPaths(join(here, '..', '..'))
const sandbox = await openSandbox({ nodePath: paths.node, home: folder })
if (isRefused(sandbox)) {
  process.stderr.write(`${sandbox.message} ${sandbox.next}\n`)
  process.exit(3)
}

const options: JudgeOptions = {
  gates: values.gates === 'off' || values.gates === 'only' ? values.gates : 'on',
  decideOnly: values['decide-only'],
  precision: values.precision === 'search' ? ('search' as const) : ('full' as const),
  wallMs: Number(values['wall-seconds']) * 1000,
}
const place = { sandbox, folder, harnessDir: preparedHarness(paths.harness, folder, systemRandom) }
const rows: JudgeRow[] = []
const save = (): void => {
  if (values.json === '') return
  const document = { options, node: process.version, load: loadavg(), ...resultOf(rows), rows }
  writeFileSync(values.json, `${JSON.stringify(document, null, 1)}\n`)
}
for (const each of cases) {
  const judged: Judged = await judgeOne(each, options, place)
  const row: JudgeRow = { list: each.list, kind: each.kind, name: each.name, sees: each.sees, ...judged }
  rows.push(row)
  process.stdout.write(
    `${row.list} ${row.kind} ${row.name}: ${row.verdict} (${row.stage}, ${row.elapsedMs} ms) ${row.reason.slice(0, 160)}\n`,
  )
  save()
}
process.stdout.write(`\n${judgeTable(rows, options.decideOnly || options.gates === 'only')}\n`)
const result = resultOf(rows)
process.exitCode =
  (result.accepted.length > 0 && !options.decideOnly && options.gates !== 'only') || result.lost.length > 0 ? 1 : 0
