/** Commands about the project as a whole: init, analyze, opportunities, status. */
import path from 'node:path'
import type { Command } from 'commander'
import type { AskingWatch, Status } from '../../../../src-shared/api/contract.ts'
import type { Opportunity } from '../../../../src-shared/domain/opportunity.ts'
import { isRefused } from '../../../../src-shared/errors.ts'
import { initProject } from '../../../project/init.ts'
import { callAndShow, progress, showOrRefuse, showRefusal, withCore, type GlobalOptions } from '../context.ts'
import { number, safe, table } from '../print.ts'

const opportunitiesText = (rows: readonly Opportunity[]): string =>
  rows.length === 0
    ? 'Nothing falls short of its goal by more than the threshold (or nothing was measured yet: asis analyze).'
    : table(
        ['metric', 'unit', 'now', 'goal', 'gap', 'why'],
        rows.map(row => [
          row.metricId,
          row.unit,
          number(row.current),
          number(row.goalValue),
          `${(row.gap * 100).toFixed(0)} %`,
          safe(row.why),
        ]),
        [2, 3, 4],
      )

/** In the words of `asis candidates`; one line more for every watch that asks, since its id is what the answer needs. */
const statusText = (status: Status, asking: readonly AskingWatch[]): string =>
  [
    `Project    ${safe(status.project.name)} (${safe(status.project.root)})`,
    `State      ${status.state}${status.running ? `: ${safe(status.running.message)}` : ''}`,
    `Isolation  ${status.isolation.tier}${status.isolation.missing ? `: ${status.isolation.missing}` : ''}`,
    `Waiting    ${status.waiting} for a decision, ${status.watching} being watched`,
    ...(asking.length === 0
      ? []
      : [
          `Asking     ${asking.length} ${asking.length === 1 ? 'watch asks' : 'watches ask'} what becomes of a change in effect: asis show ${asking.length === 1 ? asking[0]!.id : 'ID'}`,
          ...asking.map(each => `             ${each.id}  ${each.status.padEnd(8)}  ${safe(each.title)}`),
        ]),
    `So far     ${
      Object.entries(status.counts)
        .filter(([, count]) => count > 0)
        .map(([state, count]) => `${count} ${state}`)
        .join(', ') || 'nothing yet'
    }`,
  ].join('\n')

export function addProjectCommands(asis: Command): void {
  asis
    .command('init')
    .description('write a first asis.config.json for the project in the current folder')
    .option('--force', 'replace an existing manifest')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { force?: boolean }>()
      const result = initProject(path.resolve(options.project ?? process.cwd()), { force: options.force === true })
      showOrRefuse({ json: options.json === true }, result, ({ written, notes }) =>
        [`Written: ${written.map(file => safe(file)).join(', ')}`, ...notes.map(note => safe(note)), 'Next: asis analyze'].join(
          '\n',
        ),
      )
    })
  asis
    .command('analyze')
    .description('measure the metrics in the sandbox and rank what falls short; changes nothing')
    .option(
      '--metric <id>',
      'only this metric (again for more)',
      (value: string, previous: readonly string[] | undefined): readonly string[] => [...(previous ?? []), value],
    )
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { metric?: string[] }>()
      await withCore(options, 'write', 'asis analyze', async (core, context) => {
        const measured = new Set<string>()
        const stop = core.subscribe('metrics.sampled', ({ id }) => {
          if (!measured.has(id)) progress(`measured ${id}`)
          measured.add(id)
        })
        const answer = await core.call('analyze.run', options.metric ? { metricIds: options.metric } : {}, 'operate')
        stop()
        const metrics = isRefused(answer) ? [] : await core.call('metrics.list', {}, 'read')
        for (const { id, failed } of isRefused(metrics) ? [] : metrics)
          if (failed && (!options.metric || options.metric.includes(id)))
            progress(`${safe(id)} was not measured: ${safe(failed.message)} ${safe(failed.next)}`)
        showOrRefuse<Opportunity[]>(context, answer, opportunitiesText)
      })
    })
  asis
    .command('opportunities')
    .description('what fell short when it was last measured')
    .action(async (_: unknown, command: Command) =>
      callAndShow(command.optsWithGlobals(), 'read', 'opportunities.list', {}, opportunitiesText),
    )
  asis
    .command('metrics')
    .description('all declared metrics with their last figures')
    .action(async (_: unknown, command: Command) =>
      callAndShow(command.optsWithGlobals(), 'read', 'metrics.list', {}, rows =>
        table(
          ['metric', 'unit', 'better', 'first', 'now', 'goal', 'gap', 'title'],
          rows.map(row => [
            row.id,
            row.unit,
            row.direction,
            number(row.reference),
            number(row.baseline?.median),
            number(row.goalValue),
            row.gap === null ? '-' : `${(row.gap * 100).toFixed(0)} %`,
            safe(row.title),
          ]),
          [3, 4, 5, 6],
        ),
      ),
    )
  asis
    .command('status')
    .description('what runs, what waits, which isolation')
    .action(async (_: unknown, command: Command) =>
      withCore(command.optsWithGlobals(), 'read', 'asis status', async (core, context) => {
        const [status, asking] = [await core.call('status.get', {}, 'read'), await core.call('watches.asking', {}, 'read')]
        if (isRefused(asking)) return showRefusal(context, asking)
        showOrRefuse(context, status, known => statusText(known, asking))
      }),
    )
}
