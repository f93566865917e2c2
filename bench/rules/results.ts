/** Keeps what a whole run measured, and puts the table into the page. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import path from 'node:path'
import { sha256Of } from '../../src-main/pipeline/2-generate/proposal.ts'
import type { RuleCase } from './entries.ts'
import { countsOf, meansOf, tableOf, type Row } from './table.ts'
import type { Trial } from './whole.ts'

const results = path.join(import.meta.dirname, '..', 'results')
const openFile = path.join(results, 'rules.json')
const page = path.join(import.meta.dirname, '..', '..', 'docs', 'rules', 'README.md')

interface Kept {
  readonly hand?: Readonly<Record<string, Trial & { readonly of: string }>>
}

/** What a measurement of a hand-written version is of: with another text or other inputs it is another one. */
const keyOf = (each: RuleCase): string => sha256Of(JSON.stringify([each.sha256, each.fix, each.inputs, each.sizes]))

const kept = (): Kept => (existsSync(openFile) ? (JSON.parse(readFileSync(openFile, 'utf8')) as Kept) : {})
const write = (file: string, document: object): void => {
  mkdirSync(results, { recursive: true })
  writeFileSync(file, `${JSON.stringify(document, null, 1)}\n`)
}

/** How much the hand-written version gained when it was last measured on this text with these inputs; null: not measured. */
export const handOf = (each: RuleCase): Trial | null => {
  const { of, ...trial } = kept().hand?.[each.name] ?? { of: '', verdict: '', factor: null, why: '' }
  return of === keyOf(each) ? trial : null
}

export const keepHand = (each: RuleCase, trial: Trial): void => {
  const before = kept()
  write(openFile, { ...before, hand: { ...before.hand, [each.name]: { ...trial, of: keyOf(each) } } })
}

/** After each case, so that a run that is stopped has what it did. Of the set aside nothing is kept but counts. */
export const keep = (rows: readonly Row[], setAside: boolean): void => {
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length, load: loadavg()[0] }
  const head = { at: new Date().toISOString(), machine, counts: countsOf(rows), means: meansOf(rows) }
  if (setAside) write(path.join(results, 'rules-set-aside.json'), head)
  else write(openFile, { ...head, rows, hand: kept().hand ?? {} })
}

const marks = (setAside: boolean): readonly [string, string] => {
  const what = setAside ? 'set aside' : 'open'
  return [`<!-- figures, ${what}: npm run bench:rules -- --write -->`, `<!-- end of figures, ${what} -->`]
}

/** @throws Error when the page lacks its markers. */
export const writePage = (rows: readonly Row[], whole: boolean, setAside: boolean): void => {
  const [begin, end] = marks(setAside)
  const text = readFileSync(page, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`${page} lacks the lines ${begin} and ${end}.`)
  const how = whole ? 'The whole way through the sandbox' : 'Only whether a rule proposes something: `--match-only`'
  const table = `${begin}\n\n${how}, ${new Date().toISOString().slice(0, 10)}.\n\n${tableOf(rows, whole)}\n\n${end}`
  writeFileSync(page, text.slice(0, from) + table + text.slice(to + end.length))
}
