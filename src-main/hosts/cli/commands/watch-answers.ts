/** What a person answers where the watch of a change in effect asks: `asis keep`, `asis look-again`. Taking it back is `asis rollback`. */
import type { Command } from 'commander'
import { isRefused } from '../../../../src-shared/errors.ts'
import { callAndShow, progress, show, showRefusal, withCore, type GlobalOptions } from '../context.ts'
import { afterWatch, watchEndText } from './after-watch.ts'
import { atProjectOf } from './at-project.ts'

type Options = GlobalOptions & { readonly reason?: string }

/** Nothing where it says nothing. */
const reasonIn = ({ reason }: Options): { readonly reason?: string } => {
  const text = reason?.trim().slice(0, 500) ?? ''
  return text === '' ? {} : { reason: text }
}

export function addWatchAnswers(asis: Command): void {
  asis
    .command('keep <id>')
    .description('keep a change whose watch asks you: it stays in effect, and its watch ends')
    .option('--reason <text>', 'why')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      const placed = atProjectOf(id, options)
      if (isRefused(placed)) return showRefusal({ json: options.json === true }, placed)
      await callAndShow(placed, 'write', 'watches.answer', { id, answer: 'keep', ...reasonIn(options) }, watchEndText)
    })
  asis
    .command('look-again <id>')
    .description('let the watch of a change start over where it asks you')
    .option('--reason <text>', 'why')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      const placed = atProjectOf(id, options)
      if (isRefused(placed)) return showRefusal({ json: options.json === true }, placed)
      await withCore(placed, 'write', 'asis look-again', async (core, context) => {
        const begun = await core.call('watches.answer', { id, answer: 'look-again', ...reasonIn(options) }, 'operate')
        if (isRefused(begun)) return showRefusal(context, begun)
        progress(`${id} is in effect; looking at the guardrails again ...`)
        const end = await afterWatch(core, id)
        if (isRefused(end)) return showRefusal(context, end)
        show(context, end, () => watchEndText(end))
      })
    })
}
