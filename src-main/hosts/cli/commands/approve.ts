/** `asis approve`: all of a change, which is then watched, or some of its hunks, which are then tried by themselves. */
import type { Command } from 'commander'
import { nameIn } from '../../../../src-shared/domain/person.ts'
import { isRefused, refuse, type Refused } from '../../../../src-shared/errors.ts'
import { progress, show, showRefusal, withCore, type GlobalOptions } from '../context.ts'
import { safe } from '../print.ts'
import { afterWatch, watchEndText } from './after-watch.ts'
import { atProjectOf } from './at-project.ts'
import { follow, showSession } from './improve.ts'

/** `1,3` as `asis show` numbers them; from 0 for the core. */
function hunksOf(text: string): readonly number[] | Refused {
  return /^[1-9]\d{0,5}(?:,[1-9]\d{0,5})*$/.test(text)
    ? text.split(',').map(number => Number(number) - 1)
    : refuse(
        'bad-input',
        `--hunks ${text.slice(0, 80)}: expected numbers of hunks with commas between them. Nothing was changed.`,
        'See the numbers with asis show; for example: --hunks 1,3',
      )
}

export function addApproveCommand(asis: Command): void {
  asis
    .command('approve <id>')
    .description('approve exactly what `show` prints, apply it and watch it')
    .option('--diff <sha256>', 'hash of the diff that was read; default: the one stored now')
    .option('--hunks <numbers>', 'keep only these hunks of `show`, for example 1,3: they are tried, and the rest is declined')
    .option('--confirm <name>', 'short name of the modification, needed for HIGH risk')
    .option(
      '--as <name>',
      'name that stands in the decision (default: yours on this machine): HIGH risk may need two different ones',
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { diff?: string; hunks?: string; confirm?: string; as?: string }>()
      const placed = atProjectOf(id, options)
      if (isRefused(placed)) return showRefusal({ json: options.json === true }, placed)
      if (options.hunks !== undefined && options.confirm !== undefined)
        return showRefusal(
          { json: options.json === true },
          refuse(
            'bad-input',
            '--confirm has no use with --hunks: the part is tried first, and approved by itself. Nothing was changed.',
            'Leave --confirm out.',
          ),
        )
      const hunks = options.hunks === undefined ? null : hunksOf(options.hunks)
      if (isRefused(hunks)) return showRefusal({ json: options.json === true }, hunks)
      await withCore(placed, 'write', 'asis approve', async (core, context) => {
        const detail = await core.call('candidates.get', { id }, 'approve')
        if (isRefused(detail)) return showRefusal(context, detail)
        const diffSha256 = options.diff ?? detail.diffSha256
        if (hunks !== null)
          return showSession(
            context,
            await follow(core, () => core.call('candidates.partial', { id, diffSha256, hunks: [...hunks] }, 'approve')),
          )
        const { trial } = detail.approvals
        const applied = await core.call(
          'candidates.approve',
          { id, diffSha256, ...(trial === null ? {} : { trial }), ...(options.confirm ? { confirm: options.confirm } : {}) },
          'approve',
          ...(options.as === undefined ? [] : [{ name: options.as }]),
        )
        if (isRefused(applied)) return showRefusal(context, applied)
        if (applied.state === 'awaiting-review')
          return show(
            context,
            applied,
            () =>
              `The approval of ${applied.id} by ${safe(nameIn(applied.decision?.by ?? 'you'))} counts, 1 of 2. One more by somebody else is needed; nothing was changed.\nNext: asis serve --approve --approver NAME`,
          )
        if (applied.state === 'applied') progress(`${id} is applied; watching the guardrails ...`)
        const end = applied.state === 'applied' ? await afterWatch(core, id) : applied
        if (isRefused(end)) return showRefusal(context, end)
        show(context, end, () => watchEndText(end))
      })
    })
}
