/** Emergency stop, settings, policies, and taking back everything since a time. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { policy, type Policy } from '../../../../src-shared/domain/policy.ts'
import type { Setting, SettingValue } from '../../../../src-shared/domain/setting.ts'
import { isRefused, refuse, type Refused } from '../../../../src-shared/errors.ts'
import { rollbackSinceAnywhere } from '../../../control/any-project.ts'
import { stopAnywhere, type StopState } from '../../../control/stop-anywhere.ts'
import { callAndShow, home, show, showOrRefuse, showRefusal, withCore, type GlobalOptions } from '../context.ts'
import { safe, table } from '../print.ts'
import { timeOf } from '../time-ago.ts'
import { projectIdHere } from './journal.ts'

const outputOf = (options: GlobalOptions) => ({ json: options.json === true })

const stopText = ({ stopped }: StopState): string =>
  stopped
    ? `ASIS is stopped since ${new Date(stopped.sinceMs).toISOString()} by ${safe(stopped.by)}${stopped.reason ? ` (${safe(stopped.reason)})` : ''}. The files are as they were.\nGo on: asis resume. Take back what was applied: asis rollback --since 2h`
    : 'ASIS is not stopped.'

const valueText = (value: SettingValue): string =>
  value === null ? '-' : typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)

const settingText = (setting: Setting): string => {
  const { kind } = setting
  const may = {
    toggle: 'on or off',
    number: kind.kind === 'number' ? `from ${kind.min} to ${kind.max} ${kind.unit}` : '',
    choice: kind.kind === 'choice' ? kind.options.map(option => option.value).join(', ') : '',
    text: kind.kind === 'text' ? `text like ${kind.placeholder}` : '',
    info: safe(setting.lockedBecause),
  }[kind.kind]
  return [
    `${setting.key} = ${safe(valueText(setting.value))}`,
    `${safe(setting.title)}: ${safe(setting.description)}`,
    `From     ${setting.source}${setting.where ? ` (${safe(setting.where)})` : ''}`,
    `Default  ${valueText(setting.defaultValue)}`,
    `May be   ${may}`,
  ].join('\n')
}

/** What was typed, as the setting takes it; the core says what is wrong with it. */
function typed(text: string, setting: Setting): SettingValue {
  if (setting.kind.kind === 'toggle')
    return text === 'on' || text === 'true' ? true : text === 'off' || text === 'false' ? false : text
  if (setting.kind.kind === 'number') return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
  return text
}

const policiesText = (policies: readonly Policy[]): string =>
  policies.length === 0
    ? 'No policy: nothing is applied without a person. A careful beginning: asis policies suggestion > policy.json && asis policies put policy.json'
    : table(
        ['policy', 'on', 'risks', 'generators', 'paths', 'score', 'gain', 'lines'],
        policies.map(each => [
          each.name,
          each.enabled ? 'on' : 'off',
          each.risks.join(' '),
          each.generators.join(' '),
          safe(each.paths.join(' ')),
          String(each.minScore),
          String(each.minImprovement),
          String(each.maxChangedLines),
        ]),
        [5, 6, 7],
      )

function policyIn(file: string): Policy | Refused {
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch {
    return refuse(
      'not-found',
      `There is no file ${file} that can be read. Nothing was changed.`,
      'Write one: asis policies suggestion',
    )
  }
  try {
    const parsed = policy.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    return refuse(
      'bad-input',
      `${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no policy'}. Nothing was changed.`,
      'Correct it.',
    )
  } catch {
    return refuse('bad-input', `${file} is not JSON. Nothing was changed.`, 'A policy to begin with: asis policies suggestion')
  }
}

export async function rollBackSince(
  options: GlobalOptions & { since: string; reason: string; preview?: boolean },
): Promise<void> {
  const output = outputOf(options)
  const sinceMs = timeOf(options.since, Date.now())
  if (sinceMs === null)
    return showRefusal(
      output,
      refuse(
        'bad-input',
        `--since ${options.since}: expected a time. Nothing was changed.`,
        'For example: --since 2h, or --since 2026-03-01T14:00',
      ),
    )
  const projectId = await projectIdHere(options)
  if (isRefused(projectId)) return showRefusal(output, projectId)
  if (projectId === null)
    return showRefusal(
      output,
      refuse('bad-input', 'This folder is no project. Nothing was changed.', 'Name it with --project FOLDER.'),
    )
  const reason = options.reason.trim().slice(0, 500) || 'by hand'
  const done = rollbackSinceAnywhere(home(), projectId, { sinceMs, reason: options.preview ? null : reason })
  showOrRefuse(output, done, ({ project, preview, rolledBack }) => {
    const since = new Date(sinceMs).toISOString()
    if (preview.ids.length === 0) return `Nothing was applied in ${safe(project)} since ${since}.`
    const what = preview.modifications.map(each => `  ${each.id}  ${safe(each.title)}`)
    const files = preview.files.map(file => `  ${safe(file.path)}${file.state === 'as-applied' ? '' : ` (${file.state})`}`)
    return [
      `${rolledBack.length > 0 ? 'Rolled back' : 'Would be rolled back'}, newest first, since ${since} in ${safe(project)}:`,
      ...what,
      rolledBack.length > 0 ? 'Restored:' : 'Files:',
      ...files,
    ].join('\n')
  })
}

export function addControlCommands(asis: Command): void {
  asis
    .command('stop')
    .description('emergency stop: ends trials, sessions and watches of this data folder at once, leaves the files as they are')
    .option('--reason <text>', 'why', '')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { reason: string }>()
      const reason = options.reason.trim().slice(0, 500)
      showOrRefuse(outputOf(options), await stopAnywhere(home(), { verb: 'stop', by: 'operator', reason }), stopText)
    })
  asis
    .command('resume')
    .description('goes on after an emergency stop')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      showOrRefuse(outputOf(options), await stopAnywhere(home(), { verb: 'resume', by: 'operator', reason: '' }), stopText)
    })
  asis
    .command('settings [key] [value]')
    .description('all settings, one, or change one')
    .option('--default', 'back to the default')
    .action(async (key: string | undefined, value: string | undefined, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { default?: boolean }>()
      const changes = key !== undefined && (value !== undefined || options.default === true)
      await withCore(options, changes ? 'write' : 'read', 'asis settings', async (core, context) => {
        const all = await core.call('settings.list', {}, 'read')
        if (isRefused(all)) return showRefusal(context, all)
        if (key === undefined)
          return show(context, all, () =>
            table(
              ['setting', 'value', 'from', 'what'],
              all.map(each => [each.key, safe(valueText(each.value)), each.source, safe(each.title)]),
            ),
          )
        const known = all.find(each => each.key === key)
        if (known === undefined)
          return showRefusal(
            context,
            refuse('not-found', `There is no setting ${key}. Nothing was changed.`, 'See what there is: asis settings'),
          )
        if (!changes) return show(context, known, () => settingText(known))
        const wanted = options.default ? null : typed(value ?? '', known)
        showOrRefuse(context, await core.call('settings.set', { key, value: wanted }, 'approve'), settingText)
      })
    })

  const policies = asis.command('policies').description('what may be applied without a person')
  policies
    .command('list', { isDefault: true })
    .description('the policies of this project, in the order in which they are asked')
    .action(async (_: unknown, command: Command) =>
      callAndShow(command.optsWithGlobals(), 'read', 'policies.list', {}, answer => policiesText(answer.policies)),
    )
  policies
    .command('suggestion')
    .description('a policy to begin with, as a document for `put`')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      await withCore(options, 'read', 'asis policies', async (core, context) => {
        const answer = await core.call('policies.list', {}, 'read')
        if (isRefused(answer)) return showRefusal(context, answer)
        show({ json: true }, answer.suggestion, () => '')
      })
    })
  policies
    .command('put <file>')
    .description('add the policy in a JSON file (- for standard input), or replace the one with its name')
    .action(async (file: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      const read = policyIn(file)
      if (isRefused(read)) return showRefusal(outputOf(options), read)
      await callAndShow(options, 'write', 'policies.put', read, policiesText)
    })
  policies
    .command('remove <name>')
    .description('remove one')
    .action(async (name: string, _: unknown, command: Command) =>
      callAndShow(command.optsWithGlobals(), 'write', 'policies.remove', { name }, policiesText),
    )
  policies
    .command('dry-run <name>')
    .description('what a policy (or `suggestion`, or a JSON file) would have done with the last 200 trials')
    .action(async (name: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      await withCore(options, 'read', 'asis policies', async (core, context) => {
        const known = await core.call('policies.list', {}, 'read')
        if (isRefused(known)) return showRefusal(context, known)
        const kept =
          known.policies.find(each => each.name === name) ?? (name === 'suggestion' ? known.suggestion : policyIn(name))
        if (isRefused(kept)) return showRefusal(context, kept)
        showOrRefuse(context, await core.call('policies.dryRun', kept, 'read'), outcomes =>
          outcomes.length === 0
            ? 'No trial has finished in this project yet.'
            : table(
                ['candidate', 'applies', 'risk', 'why', 'title'],
                outcomes.map(each => [
                  each.candidateId,
                  each.apply ? 'yes' : 'no',
                  each.risk ?? '-',
                  safe(each.why),
                  safe(each.title),
                ]),
              ),
        )
      })
    })
}
