import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const require = createRequire(import.meta.url)

interface Packaging {
  getConfig(root: string, file: string, overrides: null): Promise<Record<string, unknown>>
  validateConfiguration(config: unknown, log: unknown): Promise<void>
}
const load = (): { config: Packaging; DebugLogger: new (enabled: boolean) => unknown } => ({
  config: require('app-builder-lib/out/util/config/config') as Packaging,
  DebugLogger: (require('builder-util') as { DebugLogger: new (enabled: boolean) => unknown }).DebugLogger,
})

it('fits the schema of electron-builder, which a wrong key does not', async () => {
  const { config, DebugLogger } = load()
  const read = await config.getConfig(root, 'electron-builder.yml', null)
  await config.validateConfiguration(read, new DebugLogger(false))
  await expect(config.validateConfiguration({ ...read, electronFuze: {} }, new DebugLogger(false))).rejects.toThrow(
    'electronFuze',
  )
})
it('pins the Electron that is tested, and names files that are there', async () => {
  const read = await load().config.getConfig(root, 'electron-builder.yml', null)
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  expect(read['electronVersion']).toBe(devDependencies['electron'])
  for (const path of [
    'assets/icons/icon.ico',
    'assets/icons/icon.icns',
    'assets/icons/linux/512x512.png',
    'assets/entitlements.mac.plist',
    'assets/bundled-project',
  ])
    expect([
      path,
      existsSync(join(root, path)),
      readFileSync(join(root, 'electron-builder.yml'), 'utf8').includes(dirname(path)),
    ]).toEqual([path, true, true])
})

/** Sizes of the PNG images in an ICO: directory entries of 16 bytes after a header of 6; 0 means 256. */
const sizesInIco = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.readUInt16LE(4) }, (_, i) => {
    const at = bytes.readUInt32LE(6 + 16 * i + 12)
    // The image itself says the same: IHDR of a PNG.
    expect(bytes.subarray(at + 1, at + 4).toString()).toBe('PNG')
    const size = bytes.readUInt8(6 + 16 * i) || 256
    expect(bytes.readUInt32BE(at + 16)).toBe(size)
    return size
  })
it('has pictures in the sizes that each system asks for', () => {
  const icons = join(root, 'assets', 'icons')
  expect(sizesInIco(readFileSync(join(icons, 'icon.ico')))).toEqual([16, 24, 32, 48, 64, 128, 256])
  const icns = readFileSync(join(icons, 'icon.icns'))
  expect([icns.subarray(0, 4).toString(), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
  for (const type of ['ic07', 'ic08', 'ic09', 'ic10']) expect(icns.includes(type)).toBe(true)
  expect(readFileSync(join(icons, 'icon.png')).readUInt32BE(16)).toBe(1024)
  // What the tray asks for by name (tray.ts).
  for (const waiting of ['', 'Waiting'])
    for (const ending of ['.png', '@2x.png', 'Template.png', 'Template@2x.png'])
      expect(existsSync(join(icons, `tray${waiting}${ending}`))).toBe(true)
})
