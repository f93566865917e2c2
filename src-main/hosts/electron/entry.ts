/** What Electron runs: finds the folders of the program and hands over. The only file of the desktop host that looks at the machine. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog } from 'electron'
import { systemRandom } from '../../platform/random.ts'
import { startCoreProcess } from './core-client.ts'
import { main } from './main.ts'

// Built to dist/main/entry.js.
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..')
const pinned = join(
  root,
  'node_modules',
  `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
)
const node = process.env['ASIS_NODE'] ?? (existsSync(pinned) ? pinned : 'node')
const own = process.argv
  .slice(app.isPackaged ? 1 : 2)
  .filter((arg, i, all) => arg === '--bundled' || arg === '--project' || all[i - 1] === '--project')

await main({
  rendererDir: join(root, 'dist', 'renderer'),
  preload: join(root, 'dist', 'preload', 'preload.cjs'),
  openCore: () =>
    startCoreProcess({
      node,
      script: join(root, 'src-main', 'hosts', 'electron', 'core-process.ts'),
      args: ['--root', root, ...own],
      env: process.env,
      onLost: () =>
        dialog.showErrorBox(
          'The core of ASIS has ended',
          'What it had begun is closed at the next start. Close this window and start ASIS again.',
        ),
    }),
  random: systemRandom,
  log: (level, message, fields) => {
    if (level !== 'debug') process.stderr.write(`${level} ${message} ${JSON.stringify(fields ?? {})}\n`)
  },
})
