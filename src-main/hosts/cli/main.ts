/** `asis`: the command line. Each command calls the same contract as the window does, in this process. */
import { Command, CommanderError } from 'commander'
import { AsisError } from '../../../src-shared/errors.ts'
import { addImproveCommands } from './commands/improve.ts'
import { addMachineCommands } from './commands/machine.ts'
import { addOneFunctionCommands } from './commands/one-function.ts'
import { addProjectCommands } from './commands/project.ts'
import { addReviewCommands } from './commands/review.ts'
import { exitCodes } from './exit-codes.ts'
import { safe } from './print.ts'

export function program(): Command {
  const asis = new Command('asis')
    .description('Safe self-modifying code: measure, propose, prove in a sandbox, review, apply, watch, roll back.')
    .option('--json', 'one JSON document on stdout')
    .option('--project <folder>', 'folder of the project (default: the current one)')
    .option('--bundled', 'the bundled project instead')
    .exitOverride()
    .showHelpAfterError('Try: asis --help')
    .configureHelp({ showGlobalOptions: true })
  addProjectCommands(asis)
  addImproveCommands(asis)
  addReviewCommands(asis)
  addOneFunctionCommands(asis)
  addMachineCommands(asis)
  // The shared options are understood before and after the command's name.
  for (const command of [...asis.commands, ...asis.commands.flatMap(group => group.commands)]) {
    command.exitOverride().option('--json', 'one JSON document on stdout').option('--project <folder>', 'folder of the project').option('--bundled', 'the bundled project')
  }
  return asis
}

/** A closed pipe (`asis history | head`) is the reader's choice and no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.defect))

export async function main(argv: readonly string[]): Promise<void> {
  try {
    const asis = program()
    if (argv.length === 0 || argv[0] === 'help') {
      process.stdout.write(asis.helpInformation())
      return
    }
    await asis.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
      return
    }
    const code = error instanceof AsisError ? error.code : 'internal'
    const detail = error instanceof Error ? error.message : String(error)
    process.stderr.write(`asis: internal defect (${code}): ${safe(detail)}\n      Your files are as the journal says: asis journal verify. Set ASIS_DEBUG=1 for the trace.\n`)
    if (process.env['ASIS_DEBUG']) console.error(error)
    process.exitCode = exitCodes.defect
  }
}

if (import.meta.main) await main(process.argv.slice(2))
