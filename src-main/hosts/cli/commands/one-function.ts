/** `optimize` and `trial`: one function of any file, without a manifest. The file is changed only with --write. */
import type { Command } from 'commander'
import { isRefused, refuse, type Refused } from '../../../../src-shared/errors.ts'
import type { OneFunctionResult } from '../../../control/one-function.ts'
import { openOneFunction } from '../../../control/one-function.ts'
import { weakText } from '../candidate-text.ts'
import { above, home, programPaths, progress, show, showRefusal, whileInterruptible } from '../context.ts'
import { wayHere } from '../terminal.ts'
import { diffText, factor, number, safe, table, verdictText } from '../print.ts'

interface Options {
  readonly json?: boolean
  readonly function: string
  readonly inputs?: string
  readonly sizes?: string
  readonly write?: boolean
  readonly evidence?: boolean
}

function sizesOf(text: string | undefined): number[] | Refused {
  if (text === undefined) return [10, 100, 1000]
  const sizes = text.split(',').map(part => Number(part.trim()))
  const good = sizes.length <= 8 && sizes.every(size => Number.isInteger(size) && size >= 1 && size <= 100_000_000)
  return good
    ? [...new Set(sizes)].sort((a, b) => a - b)
    : refuse('bad-input', `--sizes ${text}: expected up to eight whole numbers from 1.`, 'For example: --sizes 10,100,1000')
}

export function resultText(result: OneFunctionResult): string {
  const lines = [
    `${verdictText(result.verdict)}  ${factor(result.speedup)}${result.rule ? `  ${safe(result.rule)}: ${safe(result.title)}` : ''}`,
    ...result.reasons.map(reason => `  ${safe(reason)}`),
    ...(['behaviour', 'tests', 'measurement'] as const).flatMap(part =>
      result.evidence ? weakText(result.evidence, part, '  ') : [],
    ),
  ]
  if (result.diff) lines.push('', diffText(result.diff))
  if (result.bySize.length > 0) {
    lines.push(
      '',
      table(
        ['size', 'before', 'after', 'unit', 'faster by', 'verdict'],
        result.bySize.map(row => [
          String(row.size ?? '-'),
          `${number(row.before.median)} (${number(row.before.low)} - ${number(row.before.high)})`,
          `${number(row.after.median)} (${number(row.after.low)} - ${number(row.after.high)})`,
          result.unit,
          factor(row.improvement),
          verdictText(row.verdict),
        ]),
        [0, 1, 2],
      ),
    )
  }
  lines.push(
    '',
    result.written ? `Written to ${safe(result.written.path)}. Undo: asis rollback ${result.written.id}` : 'Nothing was changed.',
    `Isolation ${result.isolation}, ${(result.elapsedMs / 1000).toFixed(1)} s.`,
  )
  return lines.join('\n')
}

async function run(file: string, candidate: string | null, options: Options): Promise<void> {
  const json = options.json === true
  const sizes = sizesOf(options.sizes)
  if (isRefused(sizes)) return showRefusal({ json }, sizes)
  const one = await openOneFunction(
    { file, functionName: options.function, inputs: options.inputs ?? null, sizes },
    { home: home(), paths: programPaths(), generates: candidate === null, progress, way: wayHere(), above: above() },
  )
  if (isRefused(one)) return showRefusal({ json }, one)
  try {
    const result = await whileInterruptible(
      () => one.cancel(),
      () => (candidate === null ? one.optimize({ write: options.write === true }) : one.trial(candidate)),
    )
    if (isRefused(result)) return showRefusal({ json }, result)
    const { evidence, ...lean } = result
    show({ json }, options.evidence ? { ...lean, evidence } : lean, () => resultText(result))
  } finally {
    await one.close()
  }
}

export function addOneFunctionCommands(asis: Command): void {
  asis
    .command('optimize <file>')
    .description('find and prove a faster version of one function; INPUTS exports by default (random, size) => args[]')
    .requiredOption('--function <name>', 'exported function')
    .option('--inputs <module>', 'module with the input generator (default: arguments made up from the signature)')
    .option('--sizes <list>', 'input sizes', '10,100,1000')
    .option('--evidence', 'the whole evidence in the document of --json: gates, behaviour, samples')
    .option('--write', 'change the file when the verdict is improved (with backup and journal)')
    .action(async (file: string, _: unknown, command: Command) => run(file, null, command.optsWithGlobals<Options>()))
  asis
    .command('trial <file> <candidate>')
    .description('the same proof for a changed file that somebody else wrote; changes nothing')
    .requiredOption('--function <name>', 'exported function')
    .option('--inputs <module>', 'module with the input generator (default: arguments made up from the signature)')
    .option('--sizes <list>', 'input sizes', '10,100,1000')
    .option('--evidence', 'the whole evidence in the document of --json: gates, behaviour, samples')
    .action(async (file: string, candidate: string, _: unknown, command: Command) =>
      run(file, candidate, command.optsWithGlobals<Options>()),
    )
}
