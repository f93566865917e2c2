/**
 * What bad input gets, in real processes: one line with the next step, the documented exit code, no trace of the program, and not a byte
 * of the project changed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scriptedApprovals } from '../src-shared/api/proof.ts'
import { isRefused } from '../src-shared/errors.ts'
import { registerProject } from '../src-main/control/registered-projects.ts'
import { openProject } from '../src-main/project/open-project.ts'
import { changeOf, countingClock, mustOpen } from '../src-main/stores/test-home.ts'
import {
  asis,
  expectRefusal,
  hashOf,
  ownManifest,
  ownProject,
  temporary,
  type Expected,
  type Place,
} from './support/command-line.ts'
import { writeFiles } from './support/files.ts'
import { pick } from './support/sure-gain.ts'
import { waiting } from './support/decided.ts'

let folder: ReturnType<typeof temporary>
let at: Place
let project = ''
const source = (): string => join(project, 'src/pick.js')

beforeEach(() => {
  folder = temporary('bad input')
  project = join(folder.path, 'own project')
  at = { cwd: project, home: join(folder.path, 'data') }
  writeFiles(project, { ...ownProject, 'asis.config.json': ownManifest() })
})
afterEach(() => folder.remove())

/** Runs it and expects the refusal, and the project as it was. */
async function refused(args: readonly string[], expected: Expected, place: Place = at): Promise<void> {
  const before = hashOf(project)
  expectRefusal(await asis([...args, '--json'], place), expected)
  expect(hashOf(project)).toBe(before)
}

/** As a session leaves it: a candidate for `src/pick.js` that awaits review. */
function candidateWaiting(text = pick): string {
  const opened = openProject(project)
  if (isRefused(opened)) throw new Error(opened.message)
  const [stores, clock] = [mustOpen(at.home), countingClock(Date.now())]
  registerProject({ stores, project: opened, clock })
  // No approval here is stopped because a program asks for it.
  stores.settings.set('', scriptedApprovals, true, clock.nowMs())
  const { id } = waiting({ stores, project: opened, clock }, [changeOf('src/pick.js', text, `${text}// faster\n`)])
  stores.close()
  return id
}

const optimize = (file: string, name = 'pickKnown', inputs = 'bench/inputs.mjs'): string[] => [
  'optimize',
  file,
  '--function',
  name,
  '--inputs',
  inputs,
  '--sizes',
  '50',
]

describe('the manifest', () => {
  it('is missing', async () => {
    rmSync(join(project, 'asis.config.json'))
    for (const command of ['analyze', 'improve', 'status', 'candidates'])
      await refused([command], { code: 'bad-manifest', exit: 2, message: /asis\.config\.json is missing/ })
    expect(existsSync(at.home)).toBe(false)
  })

  it('is no JSON: the line is named', async () => {
    writeFileSync(join(project, 'asis.config.json'), '{\n  "name": "own",\n  "files": [,]\n}\n')
    await refused(['improve'], { code: 'bad-manifest', exit: 2, message: /line 3/ })
  })

  it('does not fit: path, what was found and what was expected are named', async () => {
    writeFileSync(join(project, 'asis.config.json'), ownManifest({ thresholds: { gap: 'large' } }))
    await refused(['improve'], { code: 'bad-manifest', exit: 2, message: /thresholds\.gap.*"large".*number/ })
  })

  it('names a function that does not exist', async () => {
    const metrics = JSON.parse(ownManifest()).metrics
    metrics[0].benchmark.function = 'pickNothing'
    writeFileSync(join(project, 'asis.config.json'), ownManifest({ metrics }))
    await refused(['analyze'], { code: 'bad-manifest', exit: 2, message: /pickNothing/ })
  })

  it('lets files outside of the project be changed', async () => {
    writeFileSync(join(project, 'asis.config.json'), ownManifest({ files: ['../**/*.js'] }))
    await refused(['improve'], { code: 'bad-manifest', exit: 2, message: /\.\.\/\*\*\/\*\.js/ })
  })

  it('exists already when a first one is to be written', async () => {
    await refused(['init'], { code: 'bad-input', exit: 2, message: /exists/ })
  })

  it('has no such metric', async () => {
    await refused(['analyze', '--metric', 'beauty'], { code: 'not-found', exit: 2, message: /beauty/ })
    await refused(['improve', '--goal', 'beauty=0.1'], { code: 'not-found', exit: 2, message: /beauty/ })
  })
})

describe('a file', () => {
  it('does not exist, or is a symbolic link', async () => {
    symlinkSync(source(), join(project, 'link.js'))
    symlinkSync(join(project, 'bench/inputs.mjs'), join(project, 'link.mjs'))
    await refused(optimize('nowhere.js'), { code: 'not-found', exit: 2, message: /nowhere\.js/ })
    await refused(optimize('link.js'), { code: 'outside-project', exit: 4, message: /symbolic link/ })
    await refused(optimize('src/pick.js', 'pickKnown', 'link.mjs'), {
      code: 'outside-project',
      exit: 4,
      message: /symbolic link/,
    })
  })

  it('is reached through a folder that became a link out of the project after the trial', async () => {
    const id = candidateWaiting()
    const outside = join(folder.path, 'outside')
    writeFiles(outside, { 'pick.js': pick })
    rmSync(join(project, 'src'), { recursive: true })
    symlinkSync(outside, join(project, 'src'))
    const before = hashOf(outside)
    const manifest = JSON.parse(ownManifest())
    // The benchmark must not need the folder that is a link now, or the manifest is refused before.
    manifest.files.push('bench/*.mjs')
    manifest.metrics[0].benchmark = { kind: 'command', command: ['node', 'bench/count.mjs'] }
    writeFiles(project, {
      'asis.config.json': JSON.stringify(manifest),
      'bench/count.mjs': 'console.log(JSON.stringify({ value: 1 }))\n',
    })
    const ran = await asis(['approve', id, '--json'], at)
    expectRefusal(ran, { code: 'outside-project', exit: 4, message: /Nothing was (read or )?changed/ })
    expect(hashOf(outside)).toBe(before)
  })

  it('was changed since the candidate was made', async () => {
    const id = candidateWaiting()
    writeFileSync(source(), `${pick}// by hand\n`)
    await refused(['approve', id], { code: 'stale-file', exit: 4, message: /src\/pick\.js/ })
  })

  it('has no such function, or does not parse', async () => {
    await refused(optimize('src/pick.js', 'pickNothing'), { code: 'not-found', exit: 2, message: /pickNothing/ })
    writeFileSync(source(), 'export function pickKnown( {')
    await refused(optimize('src/pick.js'), { code: 'bad-input', exit: 2, message: /line 1/ })
  })
})

describe('an input generator', () => {
  it.each([
    ['throws', 'export default () => { throw new Error("no rows today") }', /no rows today/],
    ['answers no array', 'export default () => 42', /array/],
    ['never ends', 'export default () => { for (;;); }', /time|end/i],
    ['is no function', 'export const rows = []', /function/],
    ['does not load', 'import "./nowhere.mjs"\nexport default () => []', /nowhere/],
  ])('%s', async (_, text, message) => {
    writeFileSync(join(project, 'bench/inputs.mjs'), text)
    // So that never ending is over soon.
    await refused(optimize('src/pick.js'), { code: 'bad-benchmark', exit: 2, message })
  })

  it('throws in a session as well', async () => {
    writeFileSync(join(project, 'bench/inputs.mjs'), 'export default () => { throw new Error("no rows today") }')
    await refused(['improve'], { code: 'bad-benchmark', exit: 2, message: /no rows today/ })
    await refused(['analyze'], { code: 'bad-benchmark', exit: 2, message: /no rows today/ })
  })
})

it('tests that fail before any change end a session', async () => {
  writeFileSync(
    join(project, 'test/pick.test.js'),
    `import { test } from 'node:test'\ntest('is red', () => { throw new Error('red before') })\n`,
  )
  await refused(['improve'], { code: 'tests-fail', exit: 4, message: /before any change/i })
})

describe('the data folder', () => {
  it('is locked by another owner', async () => {
    const stores = mustOpen(at.home, { owner: 'asis serve' })
    await refused(['improve'], { code: 'store-locked', exit: 4, message: /"asis serve" \(process \d+\) owns the data folder/ })
    await refused(['rollback', 'c_0123456789'], { code: 'store-locked', exit: 4, message: /asis serve/ })
    stores.close()
  })

  it('was written by a newer version', async () => {
    const id = candidateWaiting()
    const db = new Database(join(at.home, 'asis_code_generation.db'))
    db.pragma('user_version = 999')
    db.close()
    const newer = { code: 'store-newer', exit: 3, message: /newer version/ }
    for (const args of [['improve'], ['candidates'], ['show', id], ['approve', id], ['rollback', id], ['history']])
      await refused(args, newer)
  })

  it('is damaged', async () => {
    const id = candidateWaiting()
    const file = join(at.home, 'asis_self_modification_master.db')
    writeFileSync(file, 'this is no database, but it is long enough to be looked at '.repeat(100))
    for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
    const damaged = { code: 'store-corrupt', exit: 3, message: /asis_self_modification_master\.db is damaged/ }
    for (const args of [['improve'], ['approve', id], ['history'], ['journal', 'verify']]) await refused(args, damaged)
    const doctor = await asis(['doctor', '--json'], at)
    expect(doctor.code).toBe(3)
    expect(JSON.parse(doctor.stdout).checks.find((check: { name: string }) => check.name === 'data folder')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('damaged'),
    })
  })

  it('cannot be made', async () => {
    writeFileSync(join(folder.path, 'a file'), '')
    await refused(['analyze'], { code: 'disk', exit: 3, message: /a file/ }, { ...at, home: join(folder.path, 'a file', 'data') })
  })

  it('has a journal that somebody edited', async () => {
    candidateWaiting()
    const db = new Database(join(at.home, 'asis_self_modification_master.db'))
    const triggers = db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'")
      .all()
    for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`)
    expect(db.prepare("UPDATE journal SET detail = 'nothing happened' WHERE seq = 1").run().changes).toBe(1)
    db.close()
    const ran = await asis(['journal', 'verify', '--json'], at)
    expect(ran.code).toBe(4)
    expect(JSON.parse(ran.stdout)).toMatchObject({ ok: false, firstBad: 1 })
  })
})

/** A world in which one thing is otherwise, without being root: made by bubblewrap itself. */
const world = (...change: string[]): string[] => ['bwrap', '--dev-bind', '/', '/', ...change, '--']

const sums = (name: string): string => readFileSync(join(folder.path, 'kept', name), 'utf8')

describe('the disk', () => {
  const size = 6_000_000

  /** Project and data folder move to a small disk that is filled up to `free` bytes; then the command runs there. */
  async function onFullDisk(args: readonly string[], free: number): Promise<void> {
    const [disk, original, kept] = [join(folder.path, 'disk'), join(folder.path, 'original'), join(folder.path, 'kept')]
    for (const made of [original, kept]) mkdirSync(made)
    const script = `
      cp -a "$1/." "$2" && cd "$2/project" || exit 99
      list() { find . -type f -exec sha256sum {} + | sort; }
      list > "$3/before"
      free=$4; shift 4
      head -c $(( $(df --output=avail -B1 . | tail -1) - free )) /dev/zero > ../fill
      "$@"; code=$?
      list > "${kept}/after"
      exit $code`
    const within = [
      ...world('--bind', disk, original, '--size', String(size), '--tmpfs', disk),
      'sh',
      '-c',
      script,
      'sh',
      original,
      disk,
      kept,
      String(free),
    ]
    const ran = await asis([...args, '--json'], { ...at, cwd: folder.path, within })
    expectRefusal(ran, { code: 'disk', exit: 3, message: /no space left/i })
    expect(sums('before')).toContain('src/pick.js')
    expect(sums('after')).toBe(sums('before'))
  }

  beforeEach(() => {
    const disk = join(folder.path, 'disk')
    mkdirSync(disk)
    project = join(disk, 'project')
    at = { cwd: project, home: join(disk, 'data') }
    writeFiles(project, { ...ownProject, 'asis.config.json': ownManifest() })
  })

  it('has no room at all', async () => {
    const id = candidateWaiting()
    await onFullDisk(['approve', id], 0)
  })

  it('gets full while a change is applied', async () => {
    const text = `${pick}${'// a line of a long file\n'.repeat(25_000)}`
    writeFileSync(source(), text)
    const id = candidateWaiting(text)
    await onFullDisk(['approve', id], 400_000)
  })

  it('has no room for a trial', async () => {
    await onFullDisk(optimize('src/pick.js'), 0)
  })
})

it('bubblewrap is missing: the command that gets it is named, and nothing runs', async () => {
  const bwrap = realpathSync(spawnSync('sh', ['-c', 'command -v bwrap'], { encoding: 'utf8' }).stdout.trim())
  const place: Place = { ...at, within: world('--ro-bind', '/dev/null', bwrap) }
  const missing: Expected = { code: 'no-isolation', exit: 3, message: /bubblewrap.*Nothing was run and nothing was changed/ }
  for (const args of [['analyze'], ['improve'], optimize('src/pick.js'), ['sandbox', 'run', 'bench/inputs.mjs']])
    await refused(args, missing, place)
  const doctor = await asis(['doctor'], place)
  expect(doctor.code).toBe(3)
  expect(doctor.stdout).toMatch(/missing isolation[\s\S]*install (-y )?bubblewrap/)
})
