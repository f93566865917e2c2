import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readBounds, startBounds, writeBounds } from './window-bounds.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'asis bounds '))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const file = (): string => join(folder, 'data', 'window.json')
const display = { x: 0, y: 25, width: 1920, height: 1055 }
const second = { x: 1920, y: 0, width: 1280, height: 1024 }
const at = (x: number, y: number) => ({ x, y, width: 1200, height: 800, maximized: false })

it('are what they were', () => {
  writeBounds(file(), { ...at(100, 50), maximized: true })
  expect(readBounds(file(), [display])).toEqual({ ...at(100, 50), maximized: true })
  expect(startBounds(readBounds(file(), [display]), display)).toEqual({ x: 100, y: 50, width: 1200, height: 800 })
})
it('are forgotten when no display shows the title bar any more', () => {
  for (const [x, y, kept] of [
    [2000, 100, true],
    [-1080, 100, true],
    [-1100, 100, false],
    [3100, 100, false],
    [100, -50, false],
    [100, 1070, false],
  ] as const) {
    writeBounds(file(), at(x, y))
    expect([x, y, readBounds(file(), [display, second]) !== null]).toEqual([x, y, kept])
  }
  // The second display was taken away.
  writeBounds(file(), at(2000, 100))
  expect(readBounds(file(), [display])).toBe(null)
})
it('are the usual ones when the file is missing, broken or absurd', () => {
  expect(readBounds(file(), [display])).toBe(null)
  writeBounds(file(), at(0, 30))
  for (const text of ['', '{', '[]', '{"x":0,"y":30,"width":1e9,"height":800,"maximized":false}', '{"x":"0"}']) {
    writeFileSync(file(), text)
    expect(readBounds(file(), [display])).toBe(null)
  }
  expect(startBounds(null, { x: 0, y: 0, width: 1280, height: 720 })).toEqual({ width: 1280, height: 720 })
})
it('that cannot be written are no error', () => {
  writeFileSync(join(folder, 'data'), 'a file')
  expect(() => writeBounds(file(), at(0, 30))).not.toThrow()
})
