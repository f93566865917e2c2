/** `asis`: the command line. Each command calls the same contract as the window does, in this process. */
import { createRequire } from 'node:module'
import path from 'node:path'
import { Command, CommanderError } from 'commander'
import { AsisError } from '../../../src-shared/errors.ts'
import { diskRefusal } from '../../stores/store-errors.ts'
import { addAttestCommands } from './commands/attest.ts'
import { addBackupCommands } from './commands/backup.ts'
import { addControlCommands } from './commands/control.ts'
import { addEditCommands } from './commands/edits.ts'
import { addImproveCommands } from './commands/improve.ts'
import { addJournalCommands } from './commands/journal.ts'
import { addMachineCommands } from './commands/machine.ts'
import { addOneFunctionCommands } from './commands/one-function.ts'
import { addProjectCommands } from './commands/project.ts'
import { addReviewCommands } from './commands/review.ts'
import { addUpkeepCommands } from './commands/upkeep.ts'
import { programPaths, show, showError, showRefusal } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { safe } from './print.ts'

const footer = `
Exit codes:
  0  done                          3  the machine lacks something: isolation, disk, data folder
  1  a defect of ASIS              4  refused to keep something safe: stale file, failing tests, a lock
  2  wrong arguments or manifest   130  cancelled

Data folder: ASIS_HOME, else the platform's folder for application data.
All commands with examples: docs/command-line.md
`

/** Commands about the machine, one file or one id. */
const withoutProject: ReadonlySet<string> = new Set([
  'doctor',
  'optimize',
  'trial',
  'sandbox',
  'run',
  'token',
  'show',
  'restore',
  'stop',
  'resume',
  'journal',
  'verify',
  'archives',
  'attest',
  'public-key',
  'check-statement',
  'backup',
  'upkeep',
  'export',
  'import',
])

const examples: Readonly<Record<string, string>> = {
  init: 'cd my-project && asis init && asis improve',
  improve: 'asis improve --metric latency --goal latency=0.15 --budget 120',
  approve: 'asis show c_0123456789 && asis approve c_0123456789 --hunks 1,3',
  retry: 'asis retry c_0123456789',
  comment: 'asis comment c_0123456789 src/pick.js:12 "known may hold 10 million ids"',
  rollback: 'asis rollback c_0123456789 --reason "slower on real data"',
  edits: 'asis edits && asis edits show e_0123456789 && asis edits restore e_0123456789',
  stop: 'asis stop --reason "the machine is needed"',
  settings: 'asis settings autonomous.intervalMs 600000',
  policies: 'asis policies dry-run suggestion',
  optimize: 'asis optimize src/lib.js --function findKnown --inputs bench/inputs.mjs --sizes 100,1000 --write',
  trial: 'asis trial src/lib.js /tmp/faster-lib.js --function findKnown --inputs bench/inputs.mjs',
  sandbox: 'asis sandbox run --runtime python script.py -- --any argument',
  upkeep: 'asis upkeep --dry-run',
  serve: 'asis serve --port 5000 --approve --open',
}

export function program(): Command {
  const asis = new Command('asis')
    .description('Safe self-modifying code: measure, propose, prove in a sandbox, review, apply, watch, roll back.')
    .option('--json', 'one JSON document on stdout, also for errors')
    .option('--project <folder>', 'folder of the project (default: the current one)')
    .option('--bundled', 'the bundled project instead')
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    // Errors are printed in one place, below.
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', footer)
  addProjectCommands(asis)
  addImproveCommands(asis)
  addReviewCommands(asis)
  addEditCommands(asis)
  addControlCommands(asis)
  addJournalCommands(asis)
  addAttestCommands(asis)
  addBackupCommands(asis)
  addUpkeepCommands(asis)
  addOneFunctionCommands(asis)
  addMachineCommands(asis)
  // The shared options are understood before and after the command's name.
  for (const command of [...asis.commands, ...asis.commands.flatMap(group => group.commands)]) {
    command.option('--json', 'one JSON document on stdout, also for errors')
    if (!withoutProject.has(command.name()))
      command.option('--project <folder>', 'folder of the project (default: the current one)')
    if (!withoutProject.has(command.name()) && command.name() !== 'init')
      command.option('--bundled', 'the bundled project instead')
  }
  asis.hook('preAction', (_, command) => refuseUnused(asis, command))
  for (const [name, text] of Object.entries(examples))
    asis.commands.find(each => each.name() === name)?.addHelpText('after', `\nExample:\n  ${text}\n`)
  return asis
}

/** Options before the command's name are known to all of them; one that the command has no use for was meant for something. */
function refuseUnused(asis: Command, command: Command): void {
  const known = new Set(command.options.map(option => option.attributeName()))
  for (const option of asis.options) {
    const name = option.attributeName()
    if (known.has(name) || asis.getOptionValueSource(name) !== 'cli') continue
    throw new CommanderError(2, 'asis.unusedOption', `error: ${option.long} has no use with ${command.name()}`)
  }
}

/** Before the arguments are parsed, since also a wrong argument is answered with a document. */
const asksForJson = (argv: readonly string[]): boolean =>
  argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length).includes('--json')

/** A closed pipe (`asis history | head`) is the reader's choice and no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.defect),
)

export async function main(argv: readonly string[]): Promise<void> {
  const output = { json: asksForJson(argv) }
  try {
    if (argv.includes('--version') && argv.filter(each => each !== '--json').length === 1) {
      const { version } = createRequire(import.meta.url)(path.join(programPaths().root, 'package.json')) as { version: string }
      return show(output, { version }, () => version)
    }
    const asis = program()
    if (argv.length === 0) return asis.outputHelp()
    await asis.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) showWrongArguments(output, error, argv)
    else showDefect(output, error)
  }
}

function showWrongArguments(output: { readonly json: boolean }, error: CommanderError, argv: readonly string[]): void {
  if (error.exitCode === 0) return
  // A group without its command shows its help and says so.
  const isHelp = error.code === 'commander.help'
  const message = isHelp
    ? 'A command is missing. Nothing was done.'
    : `${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}. Nothing was done.`
  const command = program().commands.find(each => argv.includes(each.name()))
  showError(
    output,
    {
      code: 'bad-input',
      message: message[0]?.toUpperCase() + message.slice(1),
      next: `See: asis ${command ? `${command.name()} ` : ''}--help`,
    },
    exitCodes.usage,
  )
}

const machineDefects: ReadonlySet<string> = new Set(['store-corrupt', 'backup-corrupt', 'sandbox-broken'])

/** What nobody expected, as one sentence with its code: never a trace, unless it is asked for. */
function showDefect(output: { readonly json: boolean }, error: unknown): void {
  if (process.env['ASIS_DEBUG']) console.error(error)
  const at = error instanceof Error && 'path' in error && typeof error.path === 'string' ? ` at ${safe(error.path)}` : ''
  const disk = diskRefusal(error, `ASIS could not go on${at}`, 'Your files are as the journal says.')
  if (disk) return showRefusal(output, disk)
  const code = error instanceof AsisError ? error.code : 'internal'
  const detail = safe(error instanceof Error ? error.message : String(error))
  if (machineDefects.has(code))
    showError(
      output,
      { code, message: detail, next: 'Look at the machine and the data folder with: asis doctor' },
      exitCodes.environment,
    )
  else
    showError(
      output,
      {
        code,
        message: `internal defect: ${detail.slice(0, 500)}`,
        next: 'Your files are as the journal says: asis journal verify. Set ASIS_DEBUG=1 for the trace.',
      },
      exitCodes.defect,
    )
}

if (import.meta.main) {
  const argv = process.argv.slice(2)
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      showDefect({ json: asksForJson(argv) }, error)
      process.exit()
    })
  await main(argv)
}
