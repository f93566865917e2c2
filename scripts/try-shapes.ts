/**
 * Small projects of awkward shapes (`bench/shapes/list.ts`), taken through what a stranger would do: `asis init`, nothing edited, and
 * `asis optimize FILE --function common` with made-up arguments. Prints what came of each; exit code 1 where one is not as the list says.
 *
 *   node scripts/try-shapes.ts [--only TEXT,TEXT] [--json FILE]
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { commandFile } from './setup/built-command.mjs'
import { folderAt, shapes } from '../bench/shapes/list.ts'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, json: { type: 'string', default: '' } } })
const wanted = values.only.split(',')
const home = mkdtempSync(path.join(tmpdir(), 'asis-shapes-'))
process.once('exit', () => rmSync(home, { recursive: true, force: true }))
const main = commandFile(path.resolve(import.meta.dirname, '..'))

const asis = (cwd: string, ...args: readonly string[]) => {
  const ran = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ASIS_HOME: path.join(home, 'data'), ASIS_ROOT: path.resolve(import.meta.dirname, '..') },
    timeout: 300_000,
  })
  return { code: ran.status, said: `${ran.stdout}${ran.stderr}` }
}

/** The part of the answer that decides: its verdict, or why there is none. */
const shortOf = (said: string): string => {
  const lines = said.split('\n').filter(line => !/^(?:trial|verify|generate): /.test(line))
  const told = lines.find(line => /^asis: |improved|no-change|No rule matches/.test(line)) ?? lines[0] ?? ''
  const why = lines.find(line => /^ {2}.+: (?:regressed|inconclusive|incorrect|unsafe|no-change)\. /.test(line)) ?? ''
  return `${told.trim()} ${why.trim()}`.trim().slice(0, 200)
}

const rows = shapes
  .filter(({ name }) => wanted.some(text => name.includes(text)))
  .map((shape, at) => {
    const folder = folderAt(path.join(home, `${at}`, shape.name))
    mkdirSync(folder.path, { recursive: true })
    shape.make(folder)
    const cwd = path.join(folder.path, shape.within ?? '')
    const began = performance.now()
    const init = asis(cwd, 'init')
    const initSeconds = (performance.now() - began) / 1000
    const tried = asis(cwd, 'optimize', shape.file, '--function', 'common')
    const seconds = (performance.now() - began) / 1000
    const wasTried = /^(?:trial|verify): /m.test(tried.said)
    const holds = shape.expect === 'tried' ? wasTried && tried.code === 0 : shape.expect.test(tried.said)
    const row = {
      shape: shape.name,
      holds,
      init: init.code,
      optimize: tried.code,
      initSeconds,
      seconds,
      said: shortOf(tried.said),
    }
    process.stdout.write(
      `${holds ? 'as expected' : 'NOT AS EXPECTED'} | ${row.shape} | ${row.init}, ${row.optimize} | ${initSeconds.toFixed(1)} of ${seconds.toFixed(1)} s | ${row.said}\n`,
    )
    return row
  })
const improved = rows.filter(({ said }) => /\bimproved\b/.test(said)).length
process.stdout.write(`\n${rows.filter(({ holds }) => holds).length} of ${rows.length} as expected, ${improved} improved\n`)
if (values.json !== '') writeFileSync(values.json, `${JSON.stringify({ node: process.version, rows }, null, 1)}\n`)
process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1
