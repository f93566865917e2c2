/** Real files of this user: the port says who counts as root. */
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readPins, systemPins } from './pins.ts'

const me = process.getuid?.() ?? 0
const two = '{ "review.approvalsForHigh": 2 }'
let folder: string
let file: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'asis-pins-')), 'asis')
  file = join(folder, 'pins.json')
  mkdirSync(folder, { mode: 0o755 })
  chmodSync(folder, 0o755)
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const read = (owner = me) => readPins({ file, owner })
const write = (text = two, mode = 0o644): void => {
  writeFileSync(file, text)
  chmodSync(file, mode)
}

it('looks in one place of this machine, which no variable and no setting names', () => {
  expect(systemPins).toEqual({ file: '/etc/asis/pins.json', owner: 0 })
})
it('finds none where there is no file, and none where there is no folder', () => {
  expect(read()).toEqual({ kind: 'none' })
  rmSync(folder, { recursive: true })
  expect(read()).toEqual({ kind: 'none' })
})
it('takes what its owner alone could have written', () => {
  write()
  expect(read()).toEqual({ kind: 'pinned', pins: { 'review.approvalsForHigh': 2 } })
  write('{}', 0o600)
  expect(read()).toEqual({ kind: 'pinned', pins: {} })
})
it('that has another name too is one still: whoever may link it could not write it', () => {
  write()
  linkSync(file, join(folder, '..', 'another'))
  expect(read()).toMatchObject({ kind: 'pinned' })
})

it.each([
  ['somebody else owns it', () => {}, () => me + 1],
  ['its group may write it', () => chmodSync(file, 0o664), () => me],
  ['everybody may write it', () => chmodSync(file, 0o646), () => me],
  ['its folder may be written by the group', () => chmodSync(folder, 0o775), () => me],
  ['its folder may be written by everybody', () => chmodSync(folder, 0o1777), () => me],
  [
    'it is a link',
    () => {
      writeFileSync(join(folder, 'real'), two)
      rmSync(file)
      symlinkSync('real', file)
    },
    () => me,
  ],
  [
    'its folder is a link',
    () => {
      const real = join(folder, '..', 'real')
      mkdirSync(real, { mode: 0o755 })
      writeFileSync(join(real, 'pins.json'), two)
      rmSync(folder, { recursive: true })
      symlinkSync(real, folder)
    },
    () => me,
  ],
  [
    'it is a folder',
    () => {
      rmSync(file)
      mkdirSync(file)
    },
    () => me,
  ],
] as const)('is no pin where %s', (_name, change, owner) => {
  write()
  change()
  expect(read(owner())).toMatchObject({ kind: 'not-root', why: expect.stringContaining(folder) })
})

it.each(['', 'two', '[]', '{ "review.approvalsForHigh": 3 }', '{ "review.approvalsForHigh": "2" }', '{ "approvals": 2 }'])(
  'that says %j is not understood, and is not taken for none',
  text => {
    write(text)
    expect(read()).toMatchObject({ kind: 'not-understood', why: expect.stringContaining(file) })
  },
)
