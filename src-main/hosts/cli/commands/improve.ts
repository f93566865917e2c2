/** `asis improve`: one session with live progress, ended by a table that says what came of each metric. */
import type { Command } from 'commander'
import type { Core } from '../../../core-types.ts'
import type { Input } from '../../../../src-shared/api/contract.ts'
import type { Session, SessionProgress, SessionRow } from '../../../../src-shared/domain/session.ts'
import { isRefused, refuse, type Refused } from '../../../../src-shared/errors.ts'
import { progress, show, showRefusal, whileInterruptible, withCore, type Context, type GlobalOptions } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { colour, factor, number, safe, table, verdictText } from '../print.ts'

const outcomeText: Readonly<Record<SessionRow['outcome'], string>> = {
  applied: 'applied',
  'awaiting-review': 'waits for you',
  'in-effect': 'in effect',
  'rolled-back': 'rolled back',
  none: '',
}

export function sessionText(session: Session): string {
  const rows = session.rows.map(row => [
    row.metricId,
    row.unit,
    number(row.before),
    number(row.after),
    factor(row.change),
    verdictText(row.verdict),
    [
      outcomeText[row.outcome]
        ? colour('bold', `${outcomeText[row.outcome]}${row.candidateId ? ` ${row.candidateId}` : ''}:`)
        : '',
      safe(row.what),
      safe(row.why),
    ]
      .filter(Boolean)
      .join(' '),
  ])
  const waiting = session.rows.filter(row => row.outcome === 'awaiting-review').length
  return [
    table(['metric', 'unit', 'before', 'after', 'change', 'verdict', 'what was changed, and why'], rows, [2, 3]),
    '',
    `Session ${session.id} ${session.state}${session.note ? `: ${safe(session.note)}` : ''}. ${session.rows.filter(row => row.verdict === 'improved').length} of ${session.rows.length} metrics improved.`,
    waiting > 0 ? `${waiting} ${waiting === 1 ? 'waits' : 'wait'} for you: asis candidates --waiting` : '',
  ]
    .join('\n')
    .trimEnd()
}

/** Prints each step once; on a terminal the last line is replaced. */
export function progressPrinter(): { update(event: SessionProgress): void; end(): void } {
  const live = process.stderr.isTTY
  let last = ''
  return {
    update(event) {
      const line = `[${String(event.done).padStart(2)}/${event.total}] ${(event.elapsedMs / 1000).toFixed(0).padStart(3)} s  ${event.stage.padEnd(8)} ${safe(event.message)}`
      if (live) process.stderr.write(`\r\u001B[2K${line.slice(0, (process.stderr.columns || 120) - 1)}`)
      else if (line.slice(14) !== last) process.stderr.write(`${line}\n`)
      last = line.slice(14)
    },
    end() {
      if (live) process.stderr.write('\r\u001B[2K')
    },
  }
}

/** Follows the session that `begin` starts to its end. Ctrl-C cancels it and waits for the clean end. */
export async function follow(core: Core, begin: () => Promise<Session | Refused>): Promise<Session | Refused> {
  const printer = progressPrinter()
  const { promise: end, resolve: ended } = Promise.withResolvers<Session>()
  const { promise: own, resolve: isOwn } = Promise.withResolvers<string>()
  const stops = [
    core.subscribe('session.progress', event => printer.update(event)),
    // It may end before its id is known here, and another one may end before it begins.
    core.subscribe('session.ended', session => void own.then(id => session.id === id && ended(session))),
  ]
  const cancel = (): void => {
    printer.end()
    progress('cancelling, nothing is left half done ...')
    void core.call('session.cancel', {}, 'operate')
  }
  try {
    return await whileInterruptible(cancel, async () => {
      const started = await begin()
      if (isRefused(started)) return started
      isOwn(started.id)
      return await end
    })
  } finally {
    printer.end()
    for (const stop of stops) stop()
  }
}

export const runSession = (core: Core, input: Input<'session.start'>): Promise<Session | Refused> =>
  follow(core, () => core.call('session.start', input, 'operate'))

/** A session that something stood in the way of is an error with its own exit code; its rows come along in the document. */
export function showSession(context: Pick<Context, 'json'>, session: Session | Refused): void {
  if (isRefused(session)) showRefusal(context, session)
  else if (session.refusal) showRefusal(context, session.refusal, { session })
  else
    show(
      context,
      session,
      () => sessionText(session),
      session.state === 'finished' ? exitCodes.ok : session.state === 'cancelled' ? exitCodes.cancelled : exitCodes.defect,
    )
}

/** `--goal M=0.15`, any number of times. */
function goalsOf(values: readonly string[]): Record<string, number> | Refused {
  const goals: Record<string, number> = {}
  for (const value of values) {
    const match = /^([a-z][a-z0-9_-]*)=([0-9]*\.?[0-9]+)$/.exec(value)
    if (!match?.[1])
      return refuse(
        'bad-input',
        `--goal ${value}: expected METRIC=FRACTION, for example latency=0.15.`,
        'See the metrics with: asis analyze',
      )
    goals[match[1]] = Number(match[2])
  }
  return goals
}

const collect = (value: string, previous: readonly string[] | undefined): readonly string[] => [...(previous ?? []), value]

export function addImproveCommands(asis: Command): void {
  asis
    .command('improve')
    .description('one improvement session: measure, generate, verify, trial, queue for review')
    .option('--metric <id>', 'only this metric (again for more)', collect)
    .option('--goal <metric=fraction>', 'improvement to reach, for example latency=0.15 (again for more)', collect)
    .option('--budget <seconds>', 'stop starting new trials after this time')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { metric?: string[]; goal?: string[]; budget?: string }>()
      const goals = goalsOf(options.goal ?? [])
      if (isRefused(goals)) return showRefusal({ json: options.json === true }, goals)
      const budget = options.budget === undefined ? undefined : Number(options.budget)
      if (budget !== undefined && !(budget >= 1 && budget <= 86_400)) {
        return showRefusal(
          { json: options.json === true },
          refuse('bad-input', `--budget ${options.budget}: expected seconds from 1 to 86,400.`, 'For example: --budget 60'),
        )
      }
      const metricIds = [...new Set([...(options.metric ?? []), ...Object.keys(goals)])]
      await withCore(options, 'write', 'asis improve', async (core, context) => {
        const input = {
          ...(metricIds.length > 0 ? { metricIds } : {}),
          ...(Object.keys(goals).length > 0 ? { goals } : {}),
          ...(budget === undefined ? {} : { budgetMs: budget * 1000 }),
        }
        showSession(context, await runSession(core, input))
      })
    })
}
