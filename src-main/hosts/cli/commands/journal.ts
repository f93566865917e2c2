/** The journal, and which project a folder means where the question is about records and not about code. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { isRefused, refuse, type Refused } from '../../../../src-shared/errors.ts'
import { journalRecords, verifyJournal } from '../../../control/any-project.ts'
import { manifestName } from '../../../project/manifest-file.ts'
import { projectIdOf, realFolder } from '../../../project/open-project.ts'
import { contextOf, home, show, showOrRefuse, showRefusal, type GlobalOptions } from '../context.ts'
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
}
