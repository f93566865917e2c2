/**
 * `npm start`: builds what is missing, opens the bundled project, runs one improvement session with live progress, prints its table
 * and leaves the console open: the desktop window where the Electron binary and a display are there, else a page on a loopback URL.
 * `-- --once` ends after the session, `--json` prints it as one document, `--project DIR` takes your project instead,
 * `--no-session` only opens the console.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createCore } from '../src-main/core.ts'
import { runSession, sessionText } from '../src-main/hosts/cli/commands/improve.ts'
import { contextOf, progress, show, showRefusal } from '../src-main/hosts/cli/context.ts'
import { openConsole } from '../src-main/hosts/cli/open-console.ts'
import { isRefused, refuse } from '../src-shared/errors.ts'
import { build } from './build.ts'
import { root } from './lib/run.ts'
import { say } from './setup/say.mjs'

process.env['ASIS_ROOT'] ??= root
let parsed
try {
  parsed = parseArgs({
    options: { once: { type: 'boolean' }, json: { type: 'boolean' }, project: { type: 'string' }, 'no-session': { type: 'boolean' }, port: { type: 'string' } },
  }).values
} catch (error) {
  showRefusal({ json: false }, refuse('bad-input', `${(error as Error).message.split('. ')[0]}.`, 'npm start knows: --once, --json, --project FOLDER, --no-session, --port N (after a --).'))
  process.exit()
}
const options = parsed
const json = options.json === true

const context = await contextOf({ json, ...(options.project ? { project: path.resolve(process.env['INIT_CWD'] ?? '.', options.project) } : { bundled: true }) })
if (isRefused(context)) {
  showRefusal({ json }, context)
  process.exit()
}
if (!options.once) await build()
say(`data in ${context.home}`)
const core = await createCore({ home: context.home, projectRoot: context.projectRoot, bundled: context.bundled, owner: 'npm start', paths: context.paths })
if (isRefused(core)) {
  showRefusal(context, core)
  process.exit()
}

const electron = path.join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(root, 'node_modules', 'electron', 'dist'), process.platform === 'win32' ? 'electron.exe' : 'electron')
const desktop = existsSync(electron) && (process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']))
// The browser console is there while the session runs; the desktop window owns the stores itself and opens after it.
const opened = options.once || desktop ? null : await openConsole(core, context, Number(options.port ?? 0))
if (opened && isRefused(opened)) {
  showRefusal(context, opened)
  await core.close()
  process.exit()
}

if (!options['no-session']) {
  progress(`One improvement session on ${context.bundled ? 'the bundled project' : context.projectRoot} ...`)
  const session = await runSession(core, {})
  if (isRefused(session)) showRefusal(context, session)
  else show(context, session, () => sessionText(session), session.state === 'finished' ? 0 : session.state === 'cancelled' ? 130 : 1)
}

if (options.once) {
  await core.close()
} else if (desktop) {
  await core.close()
  const { spawn } = await import('node:child_process')
  spawn(electron, [root, '--project', context.projectRoot, ...(context.bundled ? ['--bundled'] : [])], { stdio: 'inherit' }).on('exit', code => process.exit(code ?? 0))
} else if (opened && !isRefused(opened)) {
  if (!existsSync(electron)) progress('No Electron binary here, so the console is a page in your browser.')
  progress(`Console: ${opened.newLaunchUrl()}   (works once; stop with Ctrl-C)`)
  await opened.untilStopped
  await core.close()
}
