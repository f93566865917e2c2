/**
 * `npm run bench:rules`: how many of the functions of `bench/rules/` the rules improve, by family. They are real ones of published packages
 * and well-known repositories, each with a better version by hand; `bench/rules/README.md` tells of the set.
 *
 *   npm run bench:rules -- --match-only              whether a rule proposes anything; seconds, nothing is run
 *   npm run bench:rules                              the whole way through the sandbox; hours
 *   npm run bench:rules -- --check                   whether the hand-written versions are equal and faster; no rule is asked
 *   npm run bench:rules -- --hand                    what `asis trial` says of the hand-written versions; kept for whole runs
 *
 * `--from DIR`: clones of repositories; `--cache DIR`: where code is kept; `--only TEXT,TEXT`: names that hold one of them; `--set-aside`: the third that is
 * set aside instead of the rest; `--write`: the table into docs/rules/README.md.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { checkoutPaths } from '../src-main/platform/paths.ts'
import { openSandbox } from '../src-main/sandbox/open-sandbox.ts'
import { isRefused } from '../src-shared/errors.ts'
import { checkFix } from './rules/check.ts'
import { openCases, setAsideCases, type RuleCase } from './rules/entries.ts'
import { fetched } from './rules/fetched.ts'
import { rulesFor } from './rules/match.ts'
import { handOf, keep, keepHand, writePage } from './rules/results.ts'
import { meansOf, tableOf, type Row } from './rules/table.ts'
import { gainOfFix, optimized, type Place, type Trial } from './rules/whole.ts'

const { values } = parseArgs({
  options: {
    'match-only': { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    'set-aside': { type: 'boolean', default: false },
    hand: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    from: { type: 'string', default: path.join(tmpdir(), 'asis-repositories') },
    cache: { type: 'string', default: path.join(tmpdir(), 'asis-rules') },
  },
})
const root = path.resolve(import.meta.dirname, '..')
const say = (text: string): void => void process.stderr.write(`${text}\n`)
// npm changes the folder.
const folderFor = (given: string): string => path.resolve(process.env['INIT_CWD'] ?? '.', given)

const cases = (values['set-aside'] ? setAsideCases() : openCases()).filter(each =>
  values.only.split(',').some(part => each.name.includes(part)),
)
const code = fetched(cases, folderFor(values.cache), folderFor(values.from))
const textOf = (each: RuleCase): string | null => {
  const found = code.textOf(each)
  if ('text' in found) return found.text
  say(`${each.name}: ${found.why}`)
  return null
}
const row = (each: RuleCase, more: Pick<Row, 'matched' | 'optimized' | 'hand'>): Row => ({
  name: each.name,
  family: each.family,
  package: `${each.source.name}@${each.source.version}`,
  shape: each.shape,
  trap: each.trap !== null,
  ...more,
})
const none = { matched: null, optimized: null, hand: null }

const matched = (): Row[] =>
  cases.map(each => {
    const text = textOf(each)
    return row(each, { ...none, matched: text === null ? null : rulesFor(each, text, code.folderOf(each)) })
  })

async function inSandbox<T>(work: (place: Place) => Promise<T>): Promise<T> {
  mkdirSync(folderFor(values.cache), { recursive: true })
  const folder = mkdtempSync(path.join(tmpdir(), 'asis-bench-rules-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  const sandbox = await openSandbox({ nodePath: checkoutPaths(root).node, home: folder })
  if (!isRefused(sandbox)) return await work({ sandbox, folder })
  say(`${sandbox.message} ${sandbox.next}`)
  process.exit(3)
}

if (values.check) {
  const bad = await inSandbox(async place => {
    const failed: string[] = []
    for (const each of cases) {
      const text = textOf(each)
      const checked = text === null ? { ok: false, what: 'not there' } : await checkFix(each, text, code, place)
      process.stdout.write(`${checked.ok ? 'ok     ' : 'FAILED '} ${each.family}: ${each.name}: ${checked.what}\n`)
      if (!checked.ok) failed.push(each.name)
    }
    return failed
  })
  process.stdout.write(`\n${cases.length - bad.length} of ${cases.length} hold.\n`)
  process.exitCode = bad.length > 0 ? 1 : 0
} else if (values.hand) {
  await inSandbox(async place => {
    for (const each of cases) {
      if (textOf(each) === null) continue
      const { verdict, factor, why } = await byHand(each, place)
      const said = each.trap === null && verdict === 'improved' ? '' : `  ${why}`
      process.stdout.write(
        `${each.trap ? 'trap, ' : ''}${each.family}: ${each.name}: ${verdict} ${factor?.toFixed(2) ?? ''}${said}\n`,
      )
    }
  })
} else {
  const rows = values['match-only'] ? matched() : await inSandbox(everything)
  const whole = !values['match-only']
  for (const each of rows) {
    const rules = each.matched === null ? 'not there' : each.matched.length === 0 ? 'no rule' : each.matched.join(', ')
    const came = each.optimized === null ? '' : `; ${each.optimized.verdict} ${each.optimized.factor?.toFixed(2) ?? ''}`
    process.stdout.write(`${each.trap ? 'trap, ' : ''}${each.family}: ${each.name}: ${rules}${came}  (${each.shape})\n`)
  }
  const table = tableOf(rows, whole)
  process.stdout.write(`\n${table}\n`)
  if (whole) {
    const means = meansOf(rows)
    process.stdout.write(`\nGeometric mean: solved ${means.solved?.toFixed(2) ?? '-'}x, all ${means.all?.toFixed(2) ?? '-'}x\n`)
  }
  if (values.write) writePage(rows, whole, values['set-aside'])
}

/** What was refused is asked again the next time. Of the set aside nothing is kept but counts. */
async function byHand(each: RuleCase, place: Place): Promise<Trial> {
  const trial = await gainOfFix(each, code, place)
  if (!values['set-aside'] && trial.verdict !== 'refused') keepHand(each, trial)
  return trial
}

/** One after the other: two measurements at once would disturb each other. */
async function everything(place: Place): Promise<Row[]> {
  const rows: Row[] = []
  for (const each of cases) {
    const text = textOf(each)
    const next =
      text === null
        ? row(each, none)
        : row(each, {
            matched: rulesFor(each, text, code.folderOf(each)),
            optimized: await optimized(each, code, place),
            hand: handOf(each) ?? (await byHand(each, place)),
          })
    rows.push(next)
    say(
      `${next.name}: ${next.optimized?.verdict ?? 'not there'} ${next.optimized?.factor?.toFixed(2) ?? ''}, by hand ${next.hand?.factor?.toFixed(2) ?? '-'}`,
    )
    keep(rows, values['set-aside'])
  }
  return rows
}
