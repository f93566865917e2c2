/** What Electron runs: finds the folders of the program and hands over. The only file of the desktop host that looks at the machine. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog, utilityProcess } from 'electron'
import { dataFolder } from '../../platform/paths.ts'
import { systemClock } from '../../platform/ports.ts'
import { systemRandom } from '../../platform/random.ts'
import { nodeChild, utilityChild, type ChildOptions } from './core-child.ts'
import { connectCore } from './core-client.ts'
import { coreScript } from './core-script.ts'
import type { CoreChild } from './core-wire.ts'
import { main } from './main.ts'

// Built to dist/main/entry.js.
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..')
const own = process.argv
  .slice(app.isPackaged ? 1 : 2)
  .filter((arg, i, all) => arg === '--bundled' || arg === '--project' || all[i - 1] === '--project')

const pinnedNode = (): string => {
  const windows = process.platform === 'win32'
  const folder = `node-${windows ? 'win' : process.platform}-${process.arch}`
  const pinned = join(root, 'node_modules', folder, 'bin', windows ? 'node.exe' : 'node')
  return process.env['ASIS_NODE'] ?? (existsSync(pinned) ? pinned : 'node')
}

const startCore = (project: string | null): CoreChild => {
  const first = project === null ? own : project === '' ? ['--none'] : ['--project', project]
  const options: ChildOptions = {
    ...coreScript({ packaged: app.isPackaged, root, resources: process.resourcesPath, env: process.env, first }),
    env: process.env,
  }
  return app.isPackaged ? utilityChild(utilityProcess, options) : nodeChild(pinnedNode(), options)
}

// Never awaited here: Electron is ready only after this module has been evaluated, and would wait for itself for ever.
main({
  rendererDir: join(root, 'dist', 'renderer'),
  preload: join(root, 'dist', 'preload', 'preload.cjs'),
  icons: join(root, 'assets', 'icons'),
  home: dataFolder(process.env),
  platform: process.platform,
  argv: process.argv,
  openCore: (project, onLost) => connectCore(startCore(project), onLost),
  random: systemRandom,
  monotonicMs: () => systemClock.monotonicMs(),
  log: (level, message, fields) => {
    if (level !== 'debug') process.stderr.write(`${level} ${message} ${JSON.stringify(fields ?? {})}\n`)
  },
}).catch((error: unknown) => {
  dialog.showErrorBox(
    'ASIS could not start. Nothing was changed.',
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  )
  app.exit(1)
})
