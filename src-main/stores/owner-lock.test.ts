import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import { takeOwnerLock, type OwnerLock } from './owner-lock.ts'
import { temporaryFolder } from './test-home.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => folder.remove())

const taken = (): OwnerLock => {
  const lock = takeOwnerLock(folder.path, 'a test', 1)
  if (isRefused(lock)) throw new Error(lock.message)
  return lock
}

it('is held by one', () => {
  const lock = taken()
  expect(takeOwnerLock(folder.path, 'another', 2)).toMatchObject({ code: 'store-locked' })
  lock.release()
  taken().release()
})
it('can be undone, and the next one is as good', () => {
  taken().undo()
  expect(readdirSync(folder.path)).toEqual([])
  const lock = taken()
  expect(existsSync(join(folder.path, 'asis_owner.lock'))).toBe(true)
  expect(takeOwnerLock(folder.path, 'another', 2)).toMatchObject({ code: 'store-locked' })
  lock.release()
})
it('of a folder that had one is undone to what was there', () => {
  taken().release()
  const about = join(folder.path, 'asis_owner.json')
  writeFileSync(about, 'before')
  taken().undo()
  expect(readFileSync(about, 'utf8')).toBe('before')
  expect(readdirSync(folder.path).sort()).toEqual(['asis_owner.json', 'asis_owner.lock'])
})
it('is of the file that stands there now', () => {
  const lock = taken()
  const file = join(folder.path, 'asis_owner.lock')
  renameSync(file, `${file}.away`)
  const next = taken()
  expect(takeOwnerLock(folder.path, 'another', 2)).toMatchObject({ code: 'store-locked' })
  lock.release()
  next.release()
  rmSync(`${file}.away`)
})
