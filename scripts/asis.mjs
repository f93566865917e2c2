#!/usr/bin/env node
/**
 * The one entry of the project: `npm start`, `npm test` and `npx asis ...` all come here, on whatever Node >= 20 the machine has.
 * It does the set-up that is missing, then hands over to the pinned Node 24. It imports nothing but Node's own modules, since it
 * runs before anything is installed, and never better-sqlite3, which crashes on older Nodes.
 */
import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'
import { commandFile } from './setup/built-command.mjs'
import { installDependencies, pinnedNode } from './setup/dependencies.mjs'
import { ensureSystemPackages } from './setup/system-packages.mjs'
import { fail, say } from './setup/say.mjs'

const root = path.dirname(path.dirname(realpathSync(fileURLToPath(import.meta.url))))
const [task = '', ...rest] = process.argv.slice(2)

const [major] = process.versions.node.split('.').map(Number)
if (major < 20)
  fail(
    `Node ${process.versions.node} is too old: ASIS needs Node 20 or newer to set itself up.`,
    'Install Node 20 or newer and run the command again.',
  )

await installDependencies(root)
const node = pinnedNode(root)
if (!node)
  fail('There is no Node 24 for this machine in the dependencies.', 'Install Node 24 or newer and run the command again with it.')

/** What each task needs from the system, and the script that does it. Anything else is a command of the command line. */
const tasks = {
  start: { needs: ['bubblewrap'], optional: true, script: 'scripts/start.ts' },
  test: { needs: ['bubblewrap', 'chromium', 'curl', 'python3'], optional: false, script: 'scripts/test.ts' },
  'test:containment': { needs: ['bubblewrap', 'python3'], optional: false, script: 'scripts/containment.ts' },
  build: { needs: [], optional: true, script: 'scripts/build.ts' },
  'bench:trial': { needs: ['bubblewrap'], optional: true, script: 'bench/trial.ts' },
  'bench:rules': { needs: ['bubblewrap'], optional: true, script: 'bench/rules.ts' },
  'try:repositories': { needs: ['bubblewrap'], optional: true, script: 'scripts/try-repositories.ts' },
  'bench:ui': { needs: ['chromium'], optional: true, script: 'bench/ui/run.ts' },
  screenshots: { needs: ['chromium'], optional: true, script: 'e2e/screenshots.ts' },
  pack: { needs: [], optional: true, script: 'scripts/pack.ts' },
}
const chosen = Object.hasOwn(tasks, task)
  ? tasks[task]
  : { needs: [], optional: true, script: path.relative(root, commandFile(root)) }
ensureSystemPackages(chosen.needs, { optional: chosen.optional })

const scriptArguments = Object.hasOwn(tasks, task) ? rest : process.argv.slice(2)
/** `npm run` changes the folder: the command line works where the caller stands. */
function callersFolder() {
  const { INIT_CWD, npm_lifecycle_event } = process.env
  if (INIT_CWD && npm_lifecycle_event === 'asis') return INIT_CWD
  try {
    return process.cwd()
  } catch {
    return fail('The current folder does not exist any more.', 'Go to another folder and run the command again.')
  }
}

const child = spawn(node, ['--disable-warning=ExperimentalWarning', path.join(root, chosen.script), ...scriptArguments], {
  stdio: 'inherit',
  cwd: chosen.script.startsWith('scripts/') ? root : callersFolder(),
  // What is compiled once need not be compiled by the next command: that is half of its start.
  env: {
    NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'asis'),
    ...process.env,
    NODE_ENV: undefined,
    ASIS_ROOT: root,
  },
})
const atTerminal = [0, 1, 2].some(fd => isatty(fd))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    // A terminal has sent its Ctrl-C to the child as well.
    if (!(signal === 'SIGINT' && atTerminal)) child.kill(signal)
  })
// npm passes SIGTERM on to its shell only, which dies of it and says nothing.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1000).unref()
}
child.on('error', error =>
  fail(`Node 24 could not be started: ${error.message}.`, 'Remove node_modules and run the command again.'),
)
child.on('exit', (code, signal) => {
  if (signal) say(`ended by ${signal}`)
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
})
