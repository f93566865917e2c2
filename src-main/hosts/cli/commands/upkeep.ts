/** What of the record is old, and doing something about it now. A console does the same once a day. */
import type { Command } from 'commander'
import { upkeepAnywhere, upkeepDueAnywhere } from '../../../control/upkeep/anywhere.ts'
import { doneWords, dueWords } from '../../../../src-shared/domain/upkeep-words.ts'
import { home, showOrRefuse, whileInterruptible, type GlobalOptions } from '../context.ts'

export function addUpkeepCommands(asis: Command): void {
  asis
    .command('upkeep')
    .description('move old records of the journal into archive files, remove old samples and backups that nothing needs')
    .option('--dry-run', 'only say what is old')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { dryRun?: boolean }>()
      const output = { json: options.json === true }
      if (options.dryRun === true)
        return showOrRefuse(output, await upkeepDueAnywhere(home()), due => `Now ${dueWords(due)}. Nothing was changed.`)
      let goesOn = true
      const done = await whileInterruptible(
        () => (goesOn = false),
        () => upkeepAnywhere(home(), () => goesOn),
      )
      showOrRefuse(output, done, words => `Upkeep: ${doneWords(words)}.`)
    })
}
