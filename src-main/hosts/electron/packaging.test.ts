import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
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
  for (const path of ['assets/icons/icon.png', 'assets/entitlements.mac.plist', 'assets/bundled-project'])
    expect([path, existsSync(join(root, path))]).toEqual([path, true])
})
