/** `asis edits`: what a rollback was told to overwrite is listed, shown as a diff, and put back, from any folder. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openBench, type Bench } from './support/changing-project.ts'
import { applied } from './support/decided.ts'
import { changeOf } from '../src-main/stores/test-home.ts'
import { answer, asis, expectRefusal, type Place } from './support/command-line.ts'

let bench: Bench
let place: Place
let id: string
beforeEach(() => {
  bench = openBench()
  bench.stores.settings.set(bench.project.id, 'project-root', bench.project.root, 1)
  id = applied(bench, [changeOf('src/a.js', 'export const f = 1\n', 'export const f = 2\n')]).id
  bench.stores.close()
  place = { cwd: bench.folder, home: bench.home }
})
afterEach(() => bench.remove())

interface Edit {
  readonly id: string
  readonly [field: string]: unknown
}
const file = (): string => join(bench.project.root, 'src/a.js')
const edits = async (): Promise<Edit[]> => (await answer(['edits', '--all'], place)) as Edit[]

test('nothing is kept: says when something is', async () => {
  expect((await asis(['edits', '--all'], place)).stdout).toBe(
    'No edits are kept. A rollback with --overwrite-edits keeps what it replaces.\n',
  )
})

test('what a rollback overwrote is listed, shown and restored; twice is the same', async () => {
  writeFileSync(file(), 'export const f = 3 // mine\n')
  const rolledBack = await asis(['rollback', id, '--overwrite-edits'], place)
  const [edit] = await edits()
  expect(rolledBack.stdout).toContain(`What you had there is kept: asis edits show ${edit!.id}\n`)
  expect(edit).toMatchObject({ candidateId: id, path: 'src/a.js', bytes: 27, state: 'replaced', project: bench.project.root })
  expect((await asis(['edits', '--all'], place)).stdout).toMatch(
    new RegExp(`${edit!.id}  \\d+ s ago  rollback of ${id} +27  [0-9a-f]{12} +can be restored .*src/a\\.js`),
  )

  const shown = await asis(['edits', 'show', edit!.id], place)
  expect(shown.stdout).toContain('-export const f = 1\n+export const f = 3 // mine\n')
  expect(shown.stdout).toContain(`Restore it: asis edits restore ${edit!.id}\n`)
  expect((await asis(['edits', 'restore', edit!.id, '--preview'], place)).stdout).toContain('Nothing was changed.')
  expect(readFileSync(file(), 'utf8')).toBe('export const f = 1\n')

  const restored = await asis(['edits', 'restore', edit!.id], place)
  expect([restored.code, readFileSync(file(), 'utf8')]).toEqual([0, 'export const f = 3 // mine\n'])
  expect(await answer(['edits', 'restore', edit!.id], place)).toMatchObject({ id: edit!.id, state: 'there' })
  expect((await asis(['edits', 'show', edit!.id], place)).stdout).toContain('The file is exactly so now.')
  expect((await edits()).map(each => each['cause'])).toEqual(['restore', 'rollback'])
  expect(await answer(['journal', 'verify'], place)).toMatchObject({ ok: true })
})

test('a file that was edited since is left as it is until somebody says otherwise', async () => {
  writeFileSync(file(), 'mine\n')
  await answer(['rollback', id, '--overwrite-edits'], place)
  writeFileSync(file(), 'newer\n')
  const [edit] = await edits()
  expectRefusal(await asis(['edits', 'restore', edit!.id, '--json'], place), {
    code: 'stale-file',
    exit: 4,
    message: /src\/a\.js was edited since/,
  })
  expect((await asis(['edits', 'restore', edit!.id, '--preview'], place)).stdout).toContain('only with --overwrite-edits')
  expect(readFileSync(file(), 'utf8')).toBe('newer\n')
  await answer(['edits', 'restore', edit!.id, '--overwrite-edits'], place)
  expect(readFileSync(file(), 'utf8')).toBe('mine\n')
  const kept = await edits()
  expect(await answer(['edits', 'show', kept[0]!.id], place)).toMatchObject({ kept: 'newer\n', now: 'mine\n' })
})

test('wrong ids and useless options are refused', async () => {
  const cases: readonly (readonly [readonly string[], string, number])[] = [
    [['edits', 'show', 'c_0123456789'], 'bad-input', 2],
    [['edits', 'restore', 'e_0123456789'], 'not-found', 2],
    [['edits', 'restore', 'e_0123456789', '--preview', '--overwrite-edits'], 'bad-input', 2],
    [['edits', 'nonsense'], 'bad-input', 2],
  ]
  for (const [args, code, exit] of cases) expectRefusal(await asis([...args, '--json'], place), { code, exit, message: /./ })
})
