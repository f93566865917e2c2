/**
 * Kills a working host with SIGKILL, many times, with two windows open, and looks each time whether anything is lost, done twice or half done.
 * Not a test: the full run takes about half an hour.
 *
 *   node bench/soak/kill.ts                          (200 kills)
 *   node bench/soak/kill.ts --kills 20 --seed 7 --no-windows
 *
 * Needs the built pages (`npm run build`) and Chromium. Ends with code 1 at the first finding. Writes bench/results/soak-kill.json.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { killRun } from './kill-run.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: '' },
    'no-windows': { type: 'boolean', default: false },
  },
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'asis soak kill ')))
const loadBefore = loadavg()
const report = await killRun({
  folder,
  kills: Number(values.kills),
  seed: Number(values.seed),
  windows: !values['no-windows'],
  say,
}).catch((error: unknown) => {
  say(`FOUND: ${error instanceof Error ? error.message : String(error)}\nWhat it worked on is in ${folder}`)
  process.exit(1)
})
rmSync(folder, { recursive: true, force: true })
const results = join(import.meta.dirname, '../results')
mkdirSync(results, { recursive: true })
const out = values.out || join(results, 'soak-kill.json')
const machine = { node: process.version, cores: cpus().length, model: cpus()[0]?.model ?? '', loadBefore, loadAfter: loadavg() }
writeFileSync(
  out,
  `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, windows: !values['no-windows'], ...report }, null, 2)}\n`,
)
say(JSON.stringify(report, null, 2))
say(`nothing lost, nothing applied twice, the journal verified ${report.kills} times; written to ${out}`)
