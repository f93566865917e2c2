/** The functions of the set as they are written down (README.md). Reads only. What is fetched is never part of this checkout. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { entriesOf, type Entry } from '../judge/case-files.ts'
import { unsealed } from './seal.ts'

export interface RuleCase {
  /** `package function`, once in the whole set. */
  readonly name: string
  readonly family: string
  /** `npm`: a package with its exact version; `git`: `owner/name` with its commit. */
  readonly source: { readonly kind: 'npm' | 'git'; readonly name: string; readonly version: string }
  /** POSIX path in the package. */
  readonly file: string
  /** Of the file, in hexadecimal: another text is no longer the function that was looked at. */
  readonly sha256: string
  /** What is called; the module exports it. */
  readonly functionName: string
  /** What the fix takes the place of: `functionName`, or a function of the same file that it calls. */
  readonly rewrites: string
  /** Text of the module that makes inputs. */
  readonly inputs: string
  readonly sizes: readonly number[]
  /** The inefficiency, in some six words. */
  readonly shape: string
  /** Text of the whole function as we would write it; of a trap the rewrite that suggests itself. */
  readonly fix: string
  /** Why the rewrite that suggests itself is wrong or gains nothing; null: no trap. */
  readonly trap: string | null
}

export const setAsideFile = join(import.meta.dirname, 'set-aside.sealed')

/** About a third of all names, by their hash alone, so that nobody chooses. */
export const isSetAside = (name: string): boolean => createHash('sha256').update(name).digest()[0]! < 85

/** @throws Error that names the case when something of it is missing, or when it is in the wrong one of the two lists. */
export const casesIn = (text: string, family: string, inputs: ReadonlyMap<string, string>, setAside: boolean): RuleCase[] =>
  entriesOf(text).map(entry => {
    const line = (key: string): string => {
      const value = entry.lines.get(key)
      if (value === undefined) throw new Error(`${family}, ${entry.name}: there is no line "${key}"`)
      return value
    }
    const source = sourceOf(entry)
    if (source === null) throw new Error(`${family}, ${entry.name}: there is no line "package" or "repository"`)
    if (isSetAside(source.name) !== setAside) throw new Error(`${family}, ${entry.name}: is in the wrong list`)
    const generator = inputs.get(line('inputs'))
    if (generator === undefined) throw new Error(`${family}, ${entry.name}: there are no inputs "${line('inputs')}"`)
    const [fix, ...more] = entry.blocks
    if (!fix || more.length > 0) throw new Error(`${family}, ${entry.name}: ${entry.blocks.length} code blocks instead of 1`)
    return {
      name: entry.name,
      family: entry.lines.get('family') ?? family,
      source,
      file: line('file'),
      sha256: line('sha256'),
      functionName: line('function'),
      rewrites: entry.lines.get('rewrites') ?? line('function'),
      inputs: generator,
      sizes: line('sizes').split(',').map(Number),
      shape: line('shape'),
      fix: fix.text.trimEnd(),
      trap: entry.lines.get('trap') ?? null,
    }
  })

function sourceOf({ lines }: Entry): RuleCase['source'] | null {
  const kind = lines.has('repository') ? 'git' : 'npm'
  const text = lines.get('repository') ?? lines.get('package')
  const at = text?.lastIndexOf('@') ?? -1
  return text === undefined || at < 1 ? null : { kind, name: text.slice(0, at), version: text.slice(at + 1) }
}

export const namedInputs = (text: string): ReadonlyMap<string, string> =>
  new Map(entriesOf(text).map(entry => [entry.name, entry.blocks[0]?.text ?? '']))

const unique = (cases: readonly RuleCase[]): readonly RuleCase[] => {
  const twice = cases.find((each, at) => cases.findIndex(other => other.name === each.name) !== at)
  if (twice) throw new Error(`${twice.name} is in the set twice`)
  return cases
}

/** Two thirds, which may be looked at. */
export const openCases = (): readonly RuleCase[] => {
  const inputs = namedInputs(readFileSync(join(import.meta.dirname, 'inputs.md'), 'utf8'))
  const folder = join(import.meta.dirname, 'open')
  const files = readdirSync(folder).filter(file => file.endsWith('.md'))
  return unique(
    files.toSorted().flatMap(file => casesIn(readFileSync(join(folder, file), 'utf8'), basename(file, '.md'), inputs, false)),
  )
}

/** The third that is set aside. Whoever calls this opens it. */
export const setAsideCases = (): readonly RuleCase[] => {
  if (!existsSync(setAsideFile)) throw new Error(`There is no ${setAsideFile}.`)
  const { cases, inputs } = unsealed(readFileSync(setAsideFile, 'utf8'))
  return unique(casesIn(cases, 'set aside', namedInputs(inputs), true))
}
