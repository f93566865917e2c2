/** The whole state of a data folder as a copy, and back. */
import path from 'node:path'
import type { Command } from 'commander'
import { systemClock } from '../../../platform/ports.ts'
import { exportState, importState } from '../../../stores/state-copy.ts'
import { home, showOrRefuse, type GlobalOptions } from '../context.ts'

const jsonOf = (command: Command) => ({ json: command.optsWithGlobals<GlobalOptions>().json === true })

export function addBackupCommands(asis: Command): void {
  const backup = asis.command('backup').description('the whole state of the data folder: stores and backups')
  backup
    .command('export <folder>')
    .description('write a checked copy into a new folder')
    .action((folder: string, _: unknown, command: Command) =>
      showOrRefuse(
        jsonOf(command),
        exportState(home(), path.resolve(folder), systemClock),
        copy =>
          `${copy.files} files (${copy.bytes} bytes) in ${copy.folder}. The signing key and the access token are not in it.`,
      ),
    )
  backup
    .command('import <folder>')
    .description('bring a copy into a data folder that holds nothing yet (ASIS_HOME)')
    .action((folder: string, _: unknown, command: Command) =>
      showOrRefuse(
        jsonOf(command),
        importState(path.resolve(folder), home(), systemClock),
        copy => `${copy.files} files (${copy.bytes} bytes) in ${copy.folder}; the journal is whole.`,
      ),
    )
}
