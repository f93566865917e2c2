/** Signed statements about modifications, and checking them without anything but the statement and a public key. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { isRefused, refuse } from '../../../../src-shared/errors.ts'
import { unseal } from '../../../control/attestation/dsse.ts'
import { existingSigningKey } from '../../../platform/signing-key.ts'
import { callAndShow, home, show, showRefusal, type GlobalOptions } from '../context.ts'
import { atProjectOf } from './at-project.ts'

const textOf = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

export function addAttestCommands(asis: Command): void {
  asis
    .command('attest <id>')
    .description('print the signed in-toto statement (DSSE) about one modification')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      const placed = atProjectOf(id, options)
      if (isRefused(placed)) return showRefusal({ json: options.json === true }, placed)
      // The envelope alone on stdout, so that it can be kept as a file.
      await callAndShow(placed, 'read', 'modifications.attest', { id }, answer => JSON.stringify(answer.envelope))
    })
  asis
    .command('public-key')
    .description('print the public key that checks journal heads and statements; keep a copy elsewhere')
    .action((_: unknown, command: Command) => {
      const output = { json: command.optsWithGlobals<GlobalOptions>().json === true }
      const key = existingSigningKey(home())
      if (key === null)
        return showRefusal(
          output,
          refuse('not-found', `There is no signing key in ${home()} yet.`, 'It is made at the first use.'),
        )
      show(output, { keyId: key.id, publicKey: key.publicKey }, () => key.publicKey.trim())
    })
  asis
    .command('check-statement <file>')
    .description('check the signature of a statement and print what it says')
    .requiredOption('--key <file>', 'public key, as printed by: asis public-key')
    .action((file: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { key: string }>()
      const output = { json: options.json === true }
      const [text, key] = [textOf(file), textOf(options.key)]
      if (text === null || key === null)
        return showRefusal(
          output,
          refuse('not-found', `${text === null ? file : options.key} cannot be read.`, 'Name the two files.'),
        )
      const statement = unseal(text, key)
      if (statement === null)
        return showRefusal(
          output,
          refuse('not-approved', `${file} is not signed by the key in ${options.key}, or was changed.`, 'Do not rely on it.'),
        )
      show(output, statement, () => JSON.stringify(statement, null, 2))
    })
}
