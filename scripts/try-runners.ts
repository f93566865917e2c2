/**
 * `node scripts/try-runners.ts --from DIR [--only NAME,NAME] [--by-hand] [--minutes N]`: for every clone in DIR (its packages installed,
 * nothing of ASIS in it) what `asis init` would declare as its tests, and what they come to in the sandbox, as a Markdown table. What fails
 * before any change is set aside and counted. `--by-hand`
 * runs the same command here too: that is the project's code outside of any box, so only for projects that you trust. Needs Node 24.
 */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { headText, rowText } from './projects/markdown.ts'
import { openSuites, type Suite } from './projects/suite-of.ts'
import { say } from './setup/say.mjs'

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '.' },
    only: { type: 'string', default: '' },
    'by-hand': { type: 'boolean', default: false },
    minutes: { type: 'string', default: '4' },
  },
})
const from = path.resolve(values.from)
const only = values.only.split(',').filter(name => name !== '')
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const suiteOf = await openSuites(path.resolve(import.meta.dirname, '..'))

const names = readdirSync(from)
  .filter(name => existsSync(path.join(from, name, 'package.json')) && (only.length === 0 || only.includes(name)))
  .sort()
const rows: (Suite & { readonly name: string })[] = []
for (const name of names) {
  say(`${name}:`)
  const row = await suiteOf(path.join(from, name), {
    byHand: values['by-hand'],
    timeoutMs: Number(values.minutes) * 60_000,
  })
  say(`  ${row.counted} counted, ${row.byHand} by hand, ${row.seconds} s ${row.cause}`)
  rows.push({ ...row, name })
}
process.stdout.write(
  headText(['project', 'runner', 'command', 'passed by hand', 'passed in ASIS', 'canary seen', 'seconds', 'cause']),
)
for (const row of rows)
  process.stdout.write(rowText([row.name, row.runner, row.command, row.byHand, row.counted, row.canary, row.seconds, row.cause]))
