/** The record leaves the data folder whole, and can be verified by whoever has the lines and no ASIS. */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mustOpen } from '../src-main/stores/test-home.ts'
import { answer, asis, expectRefusal, temporary, type Place } from './support/command-line.ts'

const folder = temporary('journal export')
const at: Place = { cwd: folder.path, home: join(folder.path, 'data') }
const out = join(folder.path, 'journal.jsonl')
const count = 2345

beforeAll(() => {
  const stores = mustOpen(at.home)
  for (let i = 0; i < count; i++) {
    const entry = {
      projectId: i % 2 === 0 ? 'one' : 'two',
      action: 'note',
      subject: `s${i}`,
      detail: `Zeile ${i}: "ä" \u{1f600}`,
    }
    stores.journal.append('note', entry, i)
  }
  stores.close()
})
afterAll(folder.remove)

it('is exported to a file as it is to standard output, and its lines verify by themselves', async () => {
  expect(await answer(['journal', 'export', '--out', out], at)).toEqual({ file: out, records: count })
  const text = readFileSync(out, 'utf8')
  expect(statSync(out).mode & 0o777).toBe(0o600)
  let previous = ''
  const lines = text.trimEnd().split('\n')
  for (const [i, line] of lines.entries()) {
    const { sha256, ...rest } = JSON.parse(line) as Record<string, unknown>
    const content = Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))
    expect(createHash('sha256').update(JSON.stringify(content)).digest('hex')).toBe(sha256)
    expect(rest).toMatchObject({ seq: i + 1, previousSha256: previous, projectId: i % 2 === 0 ? 'one' : 'two' })
    previous = sha256 as string
  }
  expect(lines).toHaveLength(count)
  const printed = await asis(['journal', 'export'], at)
  expect([printed.code, printed.stderr, printed.stdout === text]).toEqual([0, '', true])
})

it('never replaces a file, and says where there is no folder', async () => {
  const before = readFileSync(out, 'utf8')
  const refused = { code: 'bad-input', exit: 2, message: /exists already\. Nothing was written/ }
  expectRefusal(await asis(['journal', 'export', '--out', out, '--json'], at), refused)
  expect(readFileSync(out, 'utf8')).toBe(before)
  const nowhere = await asis(['journal', 'export', '--out', join(folder.path, 'no', 'folder', 'x'), '--json'], at)
  expectRefusal(nowhere, { code: 'not-found', exit: 2, message: /no folder/ })
})
