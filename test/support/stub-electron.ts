/**
 * A folder that looks like an unpacked Electron to electron-builder, with a program that holds nothing but a fuse wire: enough to see what a
 * package would have in it and how its fuses are set. It cannot run.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where @electron/fuses looks, and what it finds in a fresh Electron: version 1, eight fuses, at Electron's own defaults. */
const fuseWire = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1'),
  Buffer.from([1, 8]),
  Buffer.from('10110001', 'latin1'),
])

export const writeStubElectron = (folder: string, version: string): void => {
  for (const part of ['locales', 'resources']) mkdirSync(join(folder, part), { recursive: true })
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/false\n'), fuseWire]))
  chmodSync(join(folder, 'electron'), 0o755)
  writeFileSync(join(folder, 'chrome-sandbox'), '', { mode: 0o755 })
  writeFileSync(join(folder, 'version'), version)
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak', 'locales/de.pak'])
    writeFileSync(join(folder, name), '')
}
