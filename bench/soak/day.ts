/**
 * Three hundred cycles of autonomous mode with a clock of its own: no drift, no timer too many, memory, descriptors and processes as before.
 *
 *   node --expose-gc bench/soak/day.ts                 (300 cycles; without --expose-gc the heap is not judged)
 *   node --expose-gc bench/soak/day.ts --cycles 40 --edit-every 5
 *
 * Ends with code 1 at the first finding. Writes bench/results/soak-day.json.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dayRun } from './day-run.ts'

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '300' },
    'edit-every': { type: 'string', default: '6' },
    out: { type: 'string', default: '' },
  },
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'asis soak day ')))
const loadBefore = loadavg()
const report = await dayRun({ folder, cycles: Number(values.cycles), editEvery: Number(values['edit-every']), say }).catch(
  (error: unknown) => {
    say(`FOUND: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\nWhat it worked on is in ${folder}`)
    process.exit(1)
  },
)
rmSync(folder, { recursive: true, force: true })
const results = join(import.meta.dirname, '../results')
mkdirSync(results, { recursive: true })
const out = values.out || join(results, 'soak-day.json')
const machine = { node: process.version, cores: cpus().length, model: cpus()[0]?.model ?? '', loadBefore, loadAfter: loadavg() }
writeFileSync(out, `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, ...report }, null, 2)}\n`)
say(JSON.stringify(report, null, 2))
say(`no drift in ${report.cycles} cycles; written to ${out}`)
