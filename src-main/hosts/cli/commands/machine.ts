/** Commands about the machine: doctor, sandbox run, serve, token. */
import type { Command } from 'commander'
import { personName } from '../../../../src-shared/domain/person.ts'
import { isRefused, refuse } from '../../../../src-shared/errors.ts'
import { runDoctor } from '../../../control/doctor.ts'
import { sandboxRun } from '../../../control/sandbox-run.ts'
import { systemRandom } from '../../../platform/random.ts'
import { accessToken, tokenOf } from '../../http/access-token.ts'
import { nameHint } from '../../http/http-host.ts'
import { above, home, programPaths, show, showOrRefuse, showRefusal, type GlobalOptions } from '../context.ts'
import { colour, safe } from '../print.ts'
import { limitsOf, type LimitOptions } from '../sandbox-limits.ts'
import { serve, type ServeOptions } from '../serve.ts'

export function addMachineCommands(asis: Command): void {
  asis
    .command('doctor')
    .description('runtime, isolation by self-test, data folder, what is missing and how to get it')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>()
      const report = await runDoctor({ home: home(), paths: programPaths(), above: above() })
      show(
        { json: options.json === true },
        report,
        () =>
          [
            ...report.checks.map(
              check =>
                `${check.ok ? colour('green', 'ok     ') : check.required ? colour('red', 'missing') : colour('yellow', 'absent ')} ${check.name.padEnd(12)} ${safe(check.detail)}${check.next ? `\n                     ${safe(check.next)}` : ''}`,
            ),
            report.ok ? 'Everything that ASIS needs is there.' : 'ASIS cannot run trials on this machine yet.',
          ].join('\n'),
        report.ok ? 0 : 3,
      )
    })

  asis
    .command('sandbox')
    .description('the sandbox by itself')
    .command('run <file> [args...]')
    .description('run one script within limits and say what became of it')
    .option('--runtime <name>', 'node or python', 'node')
    .option('--memory <size>', 'of all its processes, for example 300M (default: 512M)')
    .option('--cpu <time>', 'of all its processes, for example 20s (default: 60s)')
    .option('--wall <time>', 'on the clock, for example 30s (default: 60s)')
    .option('--processes <n>', 'at a time (default: 64)')
    .option('--disk <size>', 'of its working folder, for example 64M (default: 64M)')
    .action(async (file: string, args: string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { runtime: string } & LimitOptions>()
      const json = options.json === true
      if (options.runtime !== 'node' && options.runtime !== 'python') {
        return showRefusal(
          { json },
          refuse('bad-input', `--runtime ${options.runtime}: expected node or python.`, 'For example: --runtime python'),
        )
      }
      const limits = limitsOf(options)
      if (isRefused(limits)) return showRefusal({ json }, limits)
      const result = await sandboxRun({ file, args, runtime: options.runtime, limits, paths: programPaths(), home: home() })
      if (isRefused(result)) return showRefusal({ json }, result)
      // Always the document: this command is for looking at what holds.
      show({ json: true }, result, () => '')
    })

  asis
    .command('serve')
    .description('the console in a browser, on this machine only')
    .option('--port <n>', 'port (default: 5000, or a free one where that is taken)')
    .option('--approve', 'with the right to start, approve and roll back; without it the pages can only look')
    .option(
      '--approver <name>',
      'whose the link is: what is decided there stands under this name; repeat it for a link for each',
      (name: string, before: readonly string[] | undefined) => [...(before ?? []), name],
    )
    .option('--open', 'open the browser')
    .option(
      '--socket [file]',
      'also on a socket file that only you can reach, without a token (default: run/asis.sock in the data folder)',
    )
    .option('--no-auth', 'ask for no token: for demonstrations, every user of this machine may then come in')
    .action(async (_: unknown, command: Command) => {
      await serve(command.optsWithGlobals<GlobalOptions & ServeOptions>())
    })

  asis
    .command('token')
    .description('print the access token of the HTTP interface (keep it like a password)')
    .option('--scope <scope>', 'read, operate (start sessions) or approve (everything)', 'approve')
    .option('--name <name>', 'of one person: what its holder decides stands under this name')
    .option('--rotate', 'make new ones: the old ones stop working at once, and browsers need the link of a restarted asis serve')
    .action((_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { rotate?: boolean; scope: string; name?: string }>()
      const scope = (['read', 'operate', 'approve'] as const).find(each => each === options.scope)
      if (scope === undefined)
        return showRefusal(
          { json: options.json === true },
          refuse('bad-input', `--scope ${options.scope}: expected read, operate or approve.`, 'For example: --scope read'),
        )
      const { name } = options
      if (name !== undefined && !personName.test(name))
        return showRefusal(
          { json: options.json === true },
          refuse('bad-input', `--name ${name.slice(0, 80)}: this cannot be the name of a person. Nothing was changed.`, nameHint),
        )
      const token = accessToken(home(), systemRandom, options.rotate === true)
      showOrRefuse(
        { json: options.json === true },
        isRefused(token) ? token : { token: tokenOf(token, scope, name), scope, ...(name === undefined ? {} : { name }) },
        answer => answer.token,
      )
    })
}
