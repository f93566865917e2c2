/**
 * System packages: the sandbox (bubblewrap), the browser of the end-to-end tests, Python. Installed where that is allowed (root on
 * Debian or Ubuntu), else named with the exact command. The program itself never asks for a password.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { fail, say } from './say.mjs'

/** Program that shows that a Debian package is there, and what it is for. */
const packages = {
  bubblewrap: { program: 'bwrap', purpose: 'the sandbox; without it nothing generated is run' },
  chromium: { program: 'chromium', purpose: 'the end-to-end tests in a real browser' },
  curl: { program: 'curl', purpose: 'the test of the examples in the README' },
  python3: { program: 'python3', purpose: 'Python in the sandbox' },
}

const onPath = program =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .concat('/usr/bin', '/bin')
    .some(folder => {
      try {
        accessSync(path.join(folder, program), constants.X_OK)
        return true
      } catch {
        return false
      }
    })

/** By its own path: a program of that name in a folder of the caller's PATH must not run as root. */
const aptGet = '/usr/bin/apt-get'
const apt = argv =>
  spawnSync(aptGet, argv, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })

export function ensureSystemPackages(names, { optional }) {
  if (process.platform !== 'linux') return
  const missing = () => names.filter(name => !onPath(packages[name].program))
  if (missing().length === 0) return
  const command = `apt-get install -y ${missing().join(' ')}`
  if (process.getuid?.() === 0 && existsSync(aptGet)) {
    say(`as root: ${aptGet} update, then ${aptGet} install ${missing().join(' ')} (system packages, once) ...`)
    apt(['update', '-qq'])
    // Another set-up, or the system's own updates, may be at it.
    apt(['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...missing()])
  }
  for (const name of missing()) {
    const message = `${name} is not installed (needed for ${packages[name].purpose}).`
    const next = `Install it with: ${existsSync(aptGet) ? `${process.getuid?.() === 0 ? '' : 'sudo '}${command}` : `your package manager (package ${name})`}`
    if (!optional) fail(message, next)
    say(`${message}\n      ${next}`)
  }
}
