/**
 * `npm start`: builds what is missing, opens the bundled project, runs one improvement session with live progress, prints its table
 * and leaves the console open: the desktop window where the Electron binary and a display are there, else a page on a loopback URL.
 * `-- --once` ends after the session, `--json` prints it as one document, `--project DIR` takes your project instead,
 * `--no-session` only opens the console.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { runSession, showSession } from '../src-main/hosts/cli/commands/improve.ts'
import { above, contextOf, debugLog, progress, showError, showRefusal } from '../src-main/hosts/cli/context.ts'
import { exitCodes } from '../src-main/hosts/cli/exit-codes.ts'
import { openConsole } from '../src-main/hosts/cli/open-console.ts'
import { openProjects } from '../src-main/open-projects.ts'
import { isRefused, refuse } from '../src-shared/errors.ts'
import { build } from './build.ts'
import { electronBinary } from './lib/electron-binary.ts'
import { root } from './lib/run.ts'
import { say } from './setup/say.mjs'

const json = process.argv.includes('--json')

function optionsOf() {
  try {
    return parseArgs({
      options: {
        once: { type: 'boolean' },
        json: { type: 'boolean' },
        project: { type: 'string' },
        'no-session': { type: 'boolean' },
        port: { type: 'string' },
      },
    }).values
  } catch (error) {
    return refuse(
      'bad-input',
      `${String(error instanceof Error ? error.message : error).split('. ')[0]}.`,
      'npm start knows: --once, --json, --project FOLDER, --no-session, --port N (after a --).',
    )
  }
}

async function start(): Promise<void> {
  const options = optionsOf()
  if (isRefused(options)) return showRefusal({ json }, options)
  const context = await contextOf({
    json,
    ...(options.project ? { project: path.resolve(process.env['INIT_CWD'] ?? '.', options.project) } : { bundled: true }),
  })
  if (isRefused(context)) return showRefusal({ json }, context)
  if (!options.once) await build()
  say(`data in ${context.home}`)
  const core = await openProjects({
    home: context.home,
    first: { root: context.projectRoot },
    owner: 'npm start',
    above: above(),
    paths: context.paths,
    log: debugLog,
  })
  if (isRefused(core)) return showRefusal(context, core)

  const electron = electronBinary()
  const desktop =
    electron !== null && (process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']))
  try {
    // The browser console is there while the session runs; the desktop window owns the stores itself and opens after it.
    const opened =
      options.once || desktop
        ? null
        : await openConsole(core, context, { port: options.port === undefined ? null : Number(options.port), mayApprove: true })
    if (opened && isRefused(opened)) return showRefusal(context, opened)
    if (!options['no-session']) {
      progress(`One improvement session on ${context.bundled ? 'the bundled project' : context.projectRoot} ...`)
      showSession(context, await runSession(core, { budgetMs: sessionBudgetMs }))
    }
    if (opened) {
      if (electron === null) progress('No Electron binary here, so the console is a page in your browser (docs/electron.md).')
      progress(`Console: ${opened.newLaunchUrl()}   (works once; stop with Ctrl-C)`)
      await opened.untilStopped
    }
  } finally {
    await core.close()
  }
  if (desktop && !options.once) {
    spawn(electron, [root, '--project', context.projectRoot, ...(context.bundled ? ['--bundled'] : [])], { stdio: 'inherit' }).on(
      'exit',
      code => process.exit(code ?? 0),
    )
  }
}

/** After this no new trial begins, so that a first look takes about a minute; `asis improve` and the console go on without a limit. */
const sessionBudgetMs = 40_000

process.env['ASIS_ROOT'] ??= root
await start().catch((error: unknown) => {
  if (process.env['ASIS_DEBUG']) console.error(error)
  showError(
    { json },
    {
      code: 'internal',
      message: error instanceof Error ? error.message : String(error),
      next: 'Run it again with ASIS_DEBUG=1 for the trace.',
    },
    exitCodes.defect,
  )
})
