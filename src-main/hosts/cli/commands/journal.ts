/** The journal, and which project a folder means where the question is about records and not about code. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { isRefused, refuse, type Refused } from '../../../../src-shared/errors.ts'
import { exportJournal, journalArchives, journalRecords, verifyJournal } from '../../../control/any-project.ts'
import { manifestName } from '../../../project/manifest-file.ts'
import { projectIdOf, realFolder } from '../../../project/open-project.ts'
import { contextOf, home, show, showOrRefuse, showRefusal, type GlobalOptions } from '../context.ts'
import { diskRefusal } from '../../../stores/store-errors.ts'
import { safe, table } from '../print.ts'

/** Null: of all projects, since the folder is none. */
export async function projectIdHere(options: GlobalOptions): Promise<string | null | Refused> {
  const context = await contextOf(options)
  if (isRefused(context)) return context
  const root = realFolder(context.projectRoot)
  if (isRefused(root)) return root
  return existsSync(path.join(root, manifestName)) || options.project !== undefined || options.bundled ? projectIdOf(root) : null
}

export function addJournalCommands(asis: Command): void {
  const journal = asis.command('journal').description('the record of every intent, outcome and decision')
  journal
    .command('verify')
    .description('check the hash chain of the whole data folder')
    .action((_: unknown, command: Command) => {
      const output = { json: command.optsWithGlobals<GlobalOptions>().json === true }
      const result = verifyJournal(home())
      if (isRefused(result)) return showRefusal(output, result)
      show(
        output,
        result,
        () => `${result.ok ? 'The journal is whole' : 'The journal was changed'}: ${result.detail}`,
        result.ok ? 0 : 4,
      )
    })
  journal
    .command('list')
    .description('newest records; of all projects where the folder has no manifest')
    .option('--limit <n>', 'how many, from 1 to 500', '50')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { limit: string }>()
      const output = { json: options.json === true }
      const limit = Number(options.limit)
      if (!Number.isInteger(limit) || limit < 1 || limit > 500)
        return showRefusal(
          output,
          refuse('bad-input', `--limit ${options.limit}: expected a whole number from 1 to 500.`, 'For example: --limit 100'),
        )
      const projectId = await projectIdHere(options)
      if (isRefused(projectId)) return showRefusal(output, projectId)
      showOrRefuse(output, journalRecords(home(), projectId, limit), records =>
        table(
          ['seq', 'when', 'kind', 'action', 'subject', 'detail'],
          records.map(r => [
            String(r.seq),
            new Date(r.tMs).toISOString(),
            r.kind,
            safe(r.action),
            safe(r.subject),
            safe(r.detail),
          ]),
          [0],
        ),
      )
    })
  journal
    .command('archives')
    .description('files that hold the oldest records; list and search show only younger ones')
    .action((_: unknown, command: Command) => {
      const output = { json: command.optsWithGlobals<GlobalOptions>().json === true }
      showOrRefuse(output, journalArchives(home()), files =>
        files.length === 0
          ? 'All records are in the database.'
          : table(
              ['records', 'bytes', 'made', 'file'],
              files.map(({ firstSeq, lastSeq, bytes, tMs, file }) => [
                `${firstSeq} to ${lastSeq}`,
                String(bytes),
                new Date(tMs).toISOString(),
                safe(file),
              ]),
              [1],
            ),
      )
    })
  journal
    .command('export')
    .description('the whole chain of all projects as JSON Lines, oldest first; can be verified without ASIS')
    .option('--out <file>', 'a new file instead of standard output')
    .action(async (_: unknown, command: Command) => {
      const { json, out } = command.optsWithGlobals<GlobalOptions & { out?: string }>()
      const output = { json: json === true }
      if (out === undefined) {
        const written = await exportJournal(home(), toStandardOutput())
        if (isRefused(written)) showRefusal(output, written)
        return
      }
      const file = path.resolve(out)
      const written = await exportToFile(file)
      showOrRefuse(output, isRefused(written) ? written : { file, records: written }, ({ records }) =>
        records === 1 ? `Wrote 1 record to ${safe(file)}.` : `Wrote ${records} records to ${safe(file)}.`,
      )
    })
}

/** Waits where the reader is slow, and ends quietly where it went away, as `head` does. */
function toStandardOutput(): (text: string) => Promise<void> {
  let gone = false
  process.stdout.once('error', () => (gone = true))
  return async text => {
    if (gone || process.stdout.write(text)) return
    await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')])
  }
}

/** Never replaces a file; a half written one is removed again. */
async function exportToFile(file: string): Promise<number | Refused> {
  const failed = (error: unknown): Refused => {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      return refuse('bad-input', `${file} exists already. Nothing was written.`, 'Name a file that does not exist.')
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return refuse('not-found', `There is no folder for ${file}. Nothing was written.`, 'Make the folder first.')
    const refused = diskRefusal(error, `${file} cannot be written`, 'The journal was only read.')
    if (!refused) throw error
    return refused
  }
  try {
    const handle = await open(file, 'wx', 0o600)
    try {
      const written = await exportJournal(home(), async text => handle.appendFile(text))
      if (isRefused(written)) await rm(file, { force: true })
      else await handle.sync()
      return written
    } catch (error) {
      await rm(file, { force: true })
      return failed(error)
    } finally {
      await handle.close()
    }
  } catch (error) {
    return failed(error)
  }
}
