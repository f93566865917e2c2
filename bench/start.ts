/**
 * How long a process takes to start, in turn within one run: a bare Node, TypeScript by `import` and by `require`, and two commands from their
 * sources and as built. Medians of ten, after two to fill the cache of compiled code. Not a test: prints the figures that decision 200 names. Build first.
 *
 *   node scripts/asis.mjs build && node bench/start.ts
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { builtIsFresh } from '../scripts/setup/built-command.mjs'
import { median } from '../src-main/measurement/statistics.ts'

const root = resolve(import.meta.dirname, '..')
if (!builtIsFresh(root)) {
  process.stderr.write('The built command line is not that of the sources. Build it first: node scripts/asis.mjs build\n')
  process.exit(2)
}
const home = mkdtempSync(join(tmpdir(), 'asis-start-'))
process.once('exit', () => rmSync(home, { recursive: true, force: true }))

const source = join(root, 'src-main/hosts/cli/main.ts')
const built = join(root, 'dist/cli/main.js')
const ways: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'TypeScript by import': ['--input-type=module', '-e', "await import('typescript6')"],
  'TypeScript by require': ['-e', "require('typescript6')"],
  '--help, sources': [source, '--help'],
  '--help, built': [built, '--help'],
  'status, sources': [source, 'status', '--bundled'],
  'status, built': [built, 'status', '--bundled'],
}
const times = new Map(Object.keys(ways).map(name => [name, [] as number[]]))
const env = { ...process.env, ASIS_ROOT: root, ASIS_HOME: home, NODE_COMPILE_CACHE: join(home, 'compiled') }
for (let round = 0; round < 12; round++)
  for (const [name, args] of Object.entries(ways)) {
    const began = performance.now()
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], { cwd: root, env, stdio: 'ignore' })
    // The first rounds fill the cache of compiled code.
    if (round > 1) times.get(name)!.push(performance.now() - began)
  }
const bare = median(times.get('node -e 0')!)
for (const [name, all] of times)
  process.stdout.write(
    `${name.padEnd(24)} ${median(all).toFixed(0).padStart(5)} ms ${(median(all) / bare).toFixed(1).padStart(5)}x\n`,
  )
process.stdout.write(`load ${loadavg()[0]!.toFixed(1)}\n`)
