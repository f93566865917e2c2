/** A copy of the state out of one data folder and into another from the command line, and what is said about who signed it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mustOpen } from '../src-main/stores/test-home.ts'
import { answer, asis, expectRefusal, hashOf, temporary, type Place } from './support/command-line.ts'

let folder: ReturnType<typeof temporary>
let from: Place
let to: Place
let copy: string
beforeEach(() => {
  folder = temporary('backup')
  from = { cwd: folder.path, home: join(folder.path, 'data') }
  to = { cwd: folder.path, home: join(folder.path, 'other') }
  copy = join(folder.path, 'copy')
  const stores = mustOpen(from.home)
  stores.journal.append('note', { projectId: 'p', action: 'a', subject: 's', detail: 'd' }, 4)
  stores.close()
})
afterEach(() => folder.remove())

test('the fingerprint that doctor prints is the one that signs a copy, and that an import can ask for', async () => {
  const doctor = await asis(['doctor'], from)
  const key = /^ok +signing key +([0-9a-f]{64})$/m.exec(doctor.stdout)?.[1] ?? ''
  expect(await answer(['public-key'], from)).toMatchObject({ keyId: key })
  const exported = await asis(['backup', 'export', copy], from)
  expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining(`\nSigned by key ${key}.\n`) as string })

  const wrong = '0'.repeat(64)
  expectRefusal(await asis(['backup', 'import', copy, '--signed-by', wrong, '--json'], to), {
    code: 'not-approved',
    exit: 4,
    message: new RegExp(`signed by key ${key}, not by ${wrong}\\. Nothing was changed\\.`),
  })
  expectRefusal(await asis(['backup', 'import', copy, '--signed-by', key.slice(0, 16), '--json'], to), {
    code: 'bad-input',
    exit: 2,
    message: /expected the 64 hexadecimal digits/,
  })
  expectRefusal(await asis(['backup', 'import', copy, '--signed-by', key, '--unsigned', '--json'], to), {
    code: 'bad-input',
    exit: 2,
    message: /exclude each other/,
  })
  expect(existsSync(to.home)).toBe(false)
  expect(await answer(['backup', 'import', copy, '--signed-by', key.toUpperCase()], to)).toMatchObject({
    folder: to.home,
    signedBy: key,
    compared: true,
    records: 1,
  })
  expect(await answer(['journal', 'verify'], to)).toMatchObject({ ok: true, records: 2 })
  const [record] = await answer(['journal', 'list'], to)
  expect(record).toMatchObject({ kind: 'config', action: 'import', subject: key })
})

test('without it the import says whose key it was, and that this is for you to compare', async () => {
  const { signedBy } = await answer(['backup', 'export', copy], from)
  const imported = await asis(['backup', 'import', copy], to)
  expect(imported).toMatchObject({ code: 0, stderr: '' })
  expect(imported.stdout).toMatch(/exported \d{4}-.*; the journal of 1 record is whole\.\n/)
  expect(imported.stdout).toContain(
    `It is signed by key ${signedBy}, which is worth something only when it is the one that asis doctor prints on the machine that the copy comes from.\n`,
  )
  expectRefusal(await asis(['backup', 'import', copy, '--json'], to), {
    code: 'bad-input',
    exit: 2,
    message: /holds a state already/,
  })
})

test('an unsigned copy needs a word of its own, a changed one never comes in', async () => {
  await answer(['backup', 'export', copy], from)
  const file = join(copy, 'contents.json')
  const { publicKey, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  const before = hashOf(folder.path)
  const whole = readFileSync(file)
  writeFileSync(file, JSON.stringify({ ...rest, publicKey, createdMs: 1 }))
  expectRefusal(await asis(['backup', 'import', copy, '--unsigned', '--json'], to), {
    code: 'not-approved',
    exit: 4,
    message: /not as it was signed/,
  })
  writeFileSync(file, whole)
  expect(hashOf(folder.path)).toBe(before)

  writeFileSync(file, JSON.stringify({ ...rest, version: 1 }))
  rmSync(join(copy, 'contents.sig'))
  expectRefusal(await asis(['backup', 'import', copy, '--json'], to), { code: 'not-approved', exit: 4, message: /is not signed/ })
  const imported = await asis(['backup', 'import', copy, '--unsigned'], to)
  expect(imported.stdout).toContain('It is not signed: nobody can tell who made it')
  const [record] = await answer(['journal', 'list'], to)
  expect(record).toMatchObject({ action: 'import', subject: 'unsigned' })
})
