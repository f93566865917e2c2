/** The upkeep from the command line: what is old is said first, goes when asked for, and the record stays whole. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mustOpen } from '../src-main/stores/test-home.ts'
import { answer, asis, expectRefusal, temporary, type Place } from './support/command-line.ts'

let place: Place
let folder: ReturnType<typeof temporary>
beforeEach(() => {
  folder = temporary('upkeep')
  place = { cwd: folder.path, home: join(folder.path, 'home') }
})
afterEach(() => folder.remove())

/** Two thousand records and a hundred samples, all of them of January 1970. */
function fillOld(): void {
  const stores = mustOpen(place.home)
  for (let i = 1; i <= 2000; i++)
    stores.journal.append('note', { projectId: '', action: 'trial', subject: `c_${i}`, detail: 'old' }, i)
  stores.samples.append(
    'p',
    'speed',
    Array.from({ length: 100 }, (_, i) => ({ tMs: i, value: i })),
  )
  stores.close()
}

test('says what is old, moves and removes it, and is done then', async () => {
  fillOld()
  const dry = await asis(['upkeep', '--dry-run'], place)
  expect(dry.stdout).toBe('Now old: 1500 records of the journal, 100 samples. Nothing was changed.\n')
  expect(await answer(['upkeep', '--dry-run'], place)).toEqual({
    records: 1500,
    samples: 100,
    analyses: 0,
    changes: 0,
    strays: 0,
    edits: 0,
  })
  expect(await answer(['upkeep'], place)).toMatchObject({ records: 1501, archives: 1, samples: 100 })
  expect(readdirSync(join(place.home, 'asis_journal'))).toHaveLength(1)
  expect(await answer(['journal', 'archives'], place)).toMatchObject([{ firstSeq: 1, lastSeq: 1501 }])
  expect(await answer(['journal', 'verify'], place)).toMatchObject({ ok: true, records: 2002 })
  expect((await asis(['upkeep'], place)).stdout).toBe('Upkeep: nothing.\n')
})

test('is refused during an emergency stop', async () => {
  fillOld()
  await answer(['stop', '--reason', 'smoke'], place)
  expectRefusal(await asis(['upkeep', '--json'], place), { code: 'stopped', exit: 4, message: /smoke/ })
  expect(await answer(['upkeep', '--dry-run'], place)).toMatchObject({ records: 1502 })
})
