/**
 * `npm run try:repositories [-- --from DIR --only NAME,NAME --by-hand --minutes N --no-tests --write]`: takes every project of
 * `bench/repositories/list.ts` through `asis init` untouched, its tests in the sandbox, `asis analyze`, and `asis optimize` of the function
 * that is pointed at, and prints the table of docs/real-projects.md; `--write` puts it there. Clones lie in DIR, named as in the list, with
 * their packages; what is missing is cloned and installed where the network allows. A snapshot without history does. `--by-hand` runs the
 * projects' tests outside of any box too.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { repositories, type Repository } from '../bench/repositories/list.ts'
import { commandLine } from './projects/command-line.ts'
import { headText, rowText } from './projects/markdown.ts'
import { openSuites } from './projects/suite-of.ts'
import { noRow, pointedAt, walkThrough, type Row } from './projects/walk-through.ts'
import { say } from './setup/say.mjs'

const root = path.resolve(import.meta.dirname, '..')
const page = path.join(root, 'docs/real-projects.md')
const { values } = parseArgs({
  options: {
    from: { type: 'string', default: path.join(tmpdir(), 'asis-repositories') },
    only: { type: 'string', default: '' },
    'by-hand': { type: 'boolean', default: false },
    'no-tests': { type: 'boolean', default: false },
    minutes: { type: 'string', default: '5' },
    write: { type: 'boolean', default: false },
  },
})
// npm changes the folder.
const from = path.resolve(process.env['INIT_CWD'] ?? '.', values.from)
const only = values.only.split(',').filter(name => name !== '')
const unknown = only.find(name => !repositories.some(each => each.name === name))
if (unknown !== undefined) {
  say(`There is no project ${unknown} in bench/repositories/list.ts. It has: ${repositories.map(each => each.name).join(', ')}.`)
  process.exit(2)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const run = (cwd: string, [program = '', ...args]: readonly string[]): boolean =>
  spawnSync(program, args, { cwd, stdio: ['ignore', 2, 2], timeout: 900_000 }).status === 0

/** What keeps the clone from being there; null: it is. */
const fetched = ({ name, repository, commit, install, folder = '.' }: Repository): string | null => {
  const dir = path.join(from, name)
  if (!existsSync(dir)) {
    const source = repository === 'asis' ? root : `https://github.com/${repository}`
    if (!run(root, ['git', 'clone', source, dir])) return `no clone in ${dir}, and \`git clone ${source}\` failed`
    if (!run(dir, ['git', 'checkout', commit])) return `commit ${commit} is not in the clone`
  }
  const opened = path.join(dir, folder)
  if (existsSync(path.join(opened, 'node_modules')) || run(opened, install)) return null
  return `\`${install.join(' ')}\` failed`
}

const home = mkdtempSync(path.join(tmpdir(), 'asis-repositories-home-'))
process.once('exit', () => rmSync(home, { recursive: true, force: true }))
const tools = { asis: commandLine(root, home), suiteOf: await openSuites(root) }
const options = { byHand: values['by-hand'], timeoutMs: Number(values.minutes) * 60_000, tests: !values['no-tests'] }

const head = [
  'project',
  'kind',
  'tests by hand',
  'tests in ASIS',
  'measured by analyze',
  'pointed at',
  'rewrites tried',
  'verdict',
  'exit codes',
  'seconds',
  'first line that stopped it',
]
const cellsOf = (each: Repository, row: Row): readonly string[] => [
  each.name,
  each.kind,
  row.byHand,
  row.tests,
  row.measured,
  each.function,
  row.tried,
  row.verdict,
  row.codes,
  row.seconds,
  row.stopped,
]

const lines = new Map<string, string>()
for (const each of repositories.filter(({ name }) => only.length === 0 || only.includes(name))) {
  say(`${each.name}:`)
  const missing = each.replaced === undefined ? fetched(each) : `replaced: ${each.replaced}`
  const row =
    missing === null ? await walkThrough(each, path.join(from, each.name), tools, options) : { ...noRow, stopped: missing }
  say(`  ${cellsOf(each, row).slice(2).join(' | ')}`)
  const after = missing === null ? each.afterwards : undefined
  const also = after && pointedAt(after, path.join(from, each.name, each.folder ?? '.'), tools)
  if (also) say(`  ${after.function}: ${also.verdict} ${also.stopped}`)
  const second = after && also ? rowText(cellsOf({ ...each, kind: 'chosen afterwards', function: after.function }, also)) : ''
  lines.set(each.name, rowText(cellsOf(each, row)) + second)
}
process.stdout.write(headText(head) + [...lines.values()].join(''))

if (values.write) {
  const text = readFileSync(page, 'utf8')
  const between = /(<!-- repositories -->\n)([\s\S]*?)(<!-- end of repositories -->)/
  const before = between.exec(text)?.[2] ?? ''
  // A run of a few keeps the other rows.
  const rowOf = ({ name }: Repository): string =>
    lines.get(name) ??
    before
      .split('\n')
      .flatMap(line => (line.startsWith(`| ${name} |`) ? [`${line}\n`] : []))
      .join('')
  writeFileSync(page, text.replace(between, (_, begin: string, __, end: string) => `${begin}${headText(head)}${repositories.map(rowOf).join('')}${end}`)) // prettier-ignore
}
