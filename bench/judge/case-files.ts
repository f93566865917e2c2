/** The lists of cases as they are written down (README.md). Reads only; what a candidate does is no matter here. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface Source {
  /** Ending of the file: `ts`, `mjs` or `js`. */
  readonly ending: string
  readonly text: string
}

export interface JudgeCase {
  readonly list: ListName
  readonly kind: string
  readonly name: string
  readonly functionName: string
  /** Text of the module that makes inputs. */
  readonly inputs: string
  readonly sizes: readonly number[]
  /** What a caller sees; empty for honest cases. */
  readonly sees: string
  readonly original: Source
  readonly candidate: Source
}

export type ListName = 'attacks' | 'honest'
export const listNames: readonly ListName[] = ['attacks', 'honest']

export interface Entry {
  readonly name: string
  readonly lines: ReadonlyMap<string, string>
  readonly blocks: readonly Source[]
}

/** Second-level headings, each with its `name: value` lines and code blocks. */
export const entriesOf = (text: string): Entry[] =>
  text
    .split(/^(?=## )/m)
    .filter(part => part.startsWith('## '))
    .map(part => {
      const [title = '', ...rest] = part.split('\n')
      const lines = new Map<string, string>()
      const blocks: Source[] = []
      let open: { readonly ending: string; readonly text: string[] } | null = null
      for (const line of rest) {
        if (open === null) {
          const [, ending] = /^```(\w+)$/.exec(line) ?? []
          const [, key, value] = /^(\w+): (.+)$/.exec(line) ?? []
          if (ending !== undefined) open = { ending, text: [] }
          else if (key !== undefined && value !== undefined) lines.set(key, value)
        } else if (line === '```') {
          blocks.push({ ending: open.ending, text: `${open.text.join('\n')}\n` })
          open = null
        } else open.text.push(line)
      }
      return { name: title.slice(3).trim(), lines, blocks }
    })

const named = (folder: string, file: string): ReadonlyMap<string, Entry> =>
  new Map(entriesOf(readFileSync(join(folder, file), 'utf8')).map(entry => [entry.name, entry]))

/** @throws Error that names the case when something of it is missing. */
export const readCases = (folder: string, list: ListName): JudgeCase[] => {
  const originals = named(folder, 'originals.md')
  const inputs = named(folder, 'inputs.md')
  return readdirSync(join(folder, list))
    .filter(file => file.endsWith('.md'))
    .toSorted()
    .flatMap(file =>
      entriesOf(readFileSync(join(folder, list, file), 'utf8')).map(entry => {
        const wanted = entry.lines.get('original')
        const shared = wanted === undefined ? undefined : originals.get(wanted)
        const what = `${list}/${file}, ${entry.name}`
        const line = (key: string): string => {
          const value = entry.lines.get(key) ?? shared?.lines.get(key)
          if (value === undefined) throw new Error(`${what}: there is no line "${key}"`)
          return value
        }
        const blocks = shared ? [...shared.blocks, ...entry.blocks] : entry.blocks
        const [original, candidate, ...more] = blocks
        if (!original || !candidate || more.length > 0) throw new Error(`${what}: ${blocks.length} code blocks instead of 2`)
        const generator = inputs.get(line('inputs'))?.blocks[0]
        if (!generator) throw new Error(`${what}: there are no inputs "${line('inputs')}"`)
        return {
          list,
          kind: basename(file, '.md'),
          name: entry.name,
          functionName: line('function'),
          inputs: generator.text,
          sizes: line('sizes').split(',').map(Number),
          sees: list === 'attacks' ? line('sees') : '',
          original,
          candidate,
        }
      }),
    )
}
