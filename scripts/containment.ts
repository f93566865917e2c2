/**
 * `npm run test:containment`: what the sandbox holds, probe by probe with its control, and what the judge sees of attacks with every gate off.
 *
 *   npm run test:containment                  probes, and the attacks up to the clock
 *   npm run test:containment -- --full        attacks as full proofs, timing included (an hour and more)
 *   npm run test:containment -- --write       puts the table into docs/containment.md
 *   npm run test:containment -- --probes      the sandbox alone
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readCases, type JudgeCase } from '../bench/judge/case-files.ts'
import { judgeOne } from '../bench/judge/judge-one.ts'
import { foolsPlainJudge } from '../bench/judge/plain-judge.ts'
import { preparedHarness } from '../src-main/control/prepared-harness.ts'
import { checkoutPaths } from '../src-main/platform/paths.ts'
import { systemRandom } from '../src-main/platform/random.ts'
import { probeAll } from '../src-main/sandbox/containment/all-probes.ts'
import { contained, controlFired } from '../src-main/sandbox/containment/probe.ts'
import { openSandbox } from '../src-main/sandbox/open-sandbox.ts'
import { isRefused } from '../src-shared/errors.ts'
import { say } from './setup/say.mjs'

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    probes: { type: 'boolean', default: false },
  },
})
const root = path.resolve(import.meta.dirname, '..')
const paths = checkoutPaths(root)

interface Line {
  readonly group: string
  readonly name: string
  readonly contained: boolean
  readonly fired: boolean
}

const folder = mkdtempSync(path.join(tmpdir(), 'asis-containment-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const sandbox = await openSandbox({ nodePath: paths.node, home: folder })
if (isRefused(sandbox)) {
  say(`${sandbox.message} ${sandbox.next}`)
  process.exit(3)
}

const probeLines = (await probeAll(paths.node)).map((each): Line => ({
  group: each.group,
  name: each.name,
  contained: contained(each),
  fired: controlFired(each),
}))

const place = { sandbox, folder, harnessDir: preparedHarness(paths.harness, folder, systemRandom) }
const attackLines: Line[] = []
const attackLine = async (attack: JudgeCase): Promise<Line> => {
  const options = { gates: 'off' as const, decideOnly: !values.full, precision: 'search' as const, wallMs: 300_000 }
  const judged = await judgeOne(attack, options, place)
  return {
    group: attack.kind.slice(3),
    name: attack.name,
    contained: judged.verdict !== 'improved',
    fired: await foolsPlainJudge(attack, place),
  }
}
const attacks = values.probes ? [] : readCases(path.join(root, 'bench', 'judge'), 'attacks')
for (const attack of attacks) {
  const line = await attackLine(attack)
  attackLines.push(line)
  if (!line.contained) say(`not seen: ${line.group}, ${line.name}: ${attack.sees}`)
}

const table = (lines: readonly Line[]): string => {
  const groups = [...new Set(lines.map(({ group }) => group))]
  const row = (group: string, of: readonly Line[]): string =>
    `| ${group} | ${of.filter(each => each.contained).length} | ${of.filter(each => each.fired).length} | ${of.length} |`
  return [
    '| group | contained | control fired | total |',
    '|---|---|---|---|',
    ...groups.map(group =>
      row(
        group,
        lines.filter(each => each.group === group),
      ),
    ),
    row('together', lines),
  ].join('\n')
}

/** `inside` between the marks of `name`; an empty one leaves what is there. */
const between = (text: string, name: string, inside: string): string =>
  inside === '' ? text : text.replace(new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- end of ${name} -->)`), `$1${inside}\n$2`)

const probeTable = table(probeLines)
const attackTable = attackLines.length > 0 ? table(attackLines) : ''
say(`\n${probeTable}\n`)
if (attackTable !== '') say(`\n${attackTable}\n`)
for (const line of probeLines.filter(each => !each.contained || !each.fired))
  say(`${line.contained ? 'control silent' : 'NOT CONTAINED'}: ${line.group}, ${line.name}`)

if (values.write) {
  const file = path.join(root, 'docs', 'containment.md')
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, between(between(text, 'probes', probeTable), values.full ? 'proofs' : 'attacks', attackTable))
  say(`written to ${file}`)
}
const escaped = [...probeLines, ...(values.full ? attackLines : [])].filter(each => !each.contained)
process.exitCode = escaped.length > 0 ? 1 : 0
