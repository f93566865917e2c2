/** Whether Electron's binary is here. Looked for in the file system only: asking the package would try to download it. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { root } from './run.ts'

const names: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
}

/** Where it is looked for. */
export const distFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(root, 'node_modules', 'electron', 'dist')

/** Absolute path of the program; null when it is missing. */
export const electronBinary = (env: NodeJS.ProcessEnv = process.env): string | null => {
  const binary = path.resolve(distFolder(env), names[process.platform] ?? 'electron')
  return existsSync(binary) ? binary : null
}

/** The folder of the unpacked distribution; null when it is missing. */
export const electronFolder = (env: NodeJS.ProcessEnv = process.env): string | null =>
  electronBinary(env) === null ? null : path.resolve(distFolder(env))
