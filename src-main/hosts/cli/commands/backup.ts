/** The whole state of a data folder as a copy, and back. */
import { plural } from '../../../../src-shared/words.ts'
import path from 'node:path'
import type { Command } from 'commander'
import { systemClock } from '../../../platform/ports.ts'
import { refuse } from '../../../../src-shared/errors.ts'
import { exportState } from '../../../stores/state-copy.ts'
import { importState, type ImportedCopy } from '../../../stores/state-import.ts'
import { home, showOrRefuse, showRefusal, type GlobalOptions } from '../context.ts'

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
          `${plural(copy.files, 'file')} (${copy.bytes} bytes) in ${copy.folder}. The signing key and the access token are not in it.\nSigned by key ${copy.signedBy}.`,
      ),
    )
  backup
    .command('import <folder>')
    .description('bring a copy into a data folder that holds nothing yet (ASIS_HOME)')
    .option(
      '--signed-by <fingerprint>',
      'only when this key signed it: what asis doctor prints on the machine that it comes from',
    )
    .option('--unsigned', 'also a copy from before copies were signed')
    .action((folder: string, _: unknown, command: Command) => {
      const output = jsonOf(command)
      const { signedBy, unsigned } = command.optsWithGlobals<GlobalOptions & { signedBy?: string; unsigned?: boolean }>()
      const fingerprint = signedBy?.trim().toLowerCase()
      if (fingerprint !== undefined && (unsigned || !/^[0-9a-f]{64}$/.test(fingerprint)))
        return showRefusal(
          output,
          unsigned
            ? refuse('bad-input', '--signed-by and --unsigned exclude each other. Nothing was changed.', 'Name one of them.')
            : refuse(
                'bad-input',
                `--signed-by ${signedBy?.slice(0, 80)}: expected the 64 hexadecimal digits of a fingerprint. Nothing was changed.`,
                'asis doctor prints it on the machine that the copy comes from.',
              ),
        )
      const imported = importState(path.resolve(folder), home(), systemClock, { signedBy: fingerprint, unsigned })
      showOrRefuse(output, imported, copy => `${whatCame(copy)}\n${whoSigned(copy)}`)
    })
}

const whatCame = ({ files, bytes, folder, records, exportedMs }: ImportedCopy): string =>
  `${plural(files, 'file')} (${bytes} bytes) in ${folder}, exported ${new Date(exportedMs).toISOString()}; the journal of ${plural(records, 'record')} is whole.`

/** A fingerprint alone proves nothing: whoever changes a copy can sign it with a key of his own. */
const whoSigned = ({ signedBy, compared }: ImportedCopy): string =>
  signedBy === null
    ? 'It is not signed: nobody can tell who made it, or changed it before it was imported; the journal says so too.'
    : compared
      ? `It is signed by key ${signedBy}, as you asked.`
      : `It is signed by key ${signedBy}, which is worth something only when it is the one that asis doctor prints on the machine that the copy comes from.`
