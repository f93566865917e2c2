/** Second thoughts about a candidate: another trial, a decline taken back, remarks for the next try. */
import type { Command } from 'commander'
import { isRefused, refuse, type Refused } from '../../../../src-shared/errors.ts'
import { callAndShow, showRefusal, withCore, type GlobalOptions } from '../context.ts'
import { safe } from '../print.ts'
import { atProjectOf } from './at-project.ts'
import { follow, showSession } from './improve.ts'

/** `src/a.js:12`; the last colon counts, as a path may have some. */
function placeOf(text: string): { readonly path: string; readonly line: number } | Refused {
  const [, path, line] = /^(.+):([1-9]\d{0,8})$/.exec(text) ?? []
  return path && line
    ? { path, line: Number(line) }
    : refuse(
        'bad-input',
        `${text.slice(0, 200)}: expected FILE:LINE, the file as the diff names it. Nothing was changed.`,
        'For example: src/pick.js:12',
      )
}

export function addAgainCommands(asis: Command): void {
  asis
    .command('undecline <id>')
    .description('take a decline back: the candidate waits for you again')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      const placed = atProjectOf(id, options)
      if (isRefused(placed)) return showRefusal({ json: options.json === true }, placed)
      await callAndShow(
        placed,
        'write',
        'candidates.undecline',
        { id },
        row => `${row.id} waits for you again: asis show ${row.id}`,
      )
    })
  asis
    .command('retry <id>')
    .description('another trial of one candidate with full precision; applies nothing')
    .action(async (id: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      const placed = atProjectOf(id, options)
      if (isRefused(placed)) return showRefusal({ json: options.json === true }, placed)
      await withCore(placed, 'write', 'asis retry', async (core, context) =>
        showSession(context, await follow(core, () => core.call('candidates.retry', { id }, 'operate'))),
      )
    })
  asis
    .command('comment <id> <file:line> <text>')
    .description('a remark on one line, for the generators and the record')
    .option('--before', 'the line of the text before the change; default: after it')
    .action(async (id: string, place: string, text: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { before?: boolean }>()
      const placed = atProjectOf(id, options)
      if (isRefused(placed)) return showRefusal({ json: options.json === true }, placed)
      const at = placeOf(place)
      if (isRefused(at)) return showRefusal({ json: options.json === true }, at)
      const side = options.before ? 'before' : 'after'
      await callAndShow(
        placed,
        'write',
        'candidates.comment',
        { id, ...at, side, text },
        comment =>
          `${comment.id} on ${safe(comment.path)} line ${comment.line}. Take it away: asis uncomment ${id} ${comment.id}`,
      )
    })
  asis
    .command('uncomment <id> <comment>')
    .description('take a remark away')
    .action(async (id: string, commentId: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      const placed = atProjectOf(id, options)
      if (isRefused(placed)) return showRefusal({ json: options.json === true }, placed)
      await callAndShow(placed, 'write', 'candidates.uncomment', { id, commentId }, () => `${commentId} is taken away.`)
    })
}
