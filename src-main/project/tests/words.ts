/** A script line of package.json as a shell would split it, where nothing but splitting is asked of the shell. */
import { globSync } from 'node:fs'

export interface Line {
  /** In front of the program: `NODE_ENV=test`. */
  readonly env: Readonly<Record<string, string>>
  readonly words: readonly string[]
}

/** Characters that are plain outside of quotes. */
const bare = /[^\s"'$`|&;<>()\\#!]/
const single = /^'([^']*)'/
/** Only quotes and backslashes are escaped; anything else behind a backslash, `$` and backticks are for a shell. */
const double = /^"((?:[^"$`\\]|\\["\\])*)"/
const assignment = /^([A-Za-z_]\w*)=(.*)$/s

interface Word {
  readonly text: string
  /** Holds a `*` or `?` outside of quotes. */
  readonly pattern: boolean
}

/** Null when it needs a shell. */
const split = (line: string): readonly Word[] | null => {
  const found: Word[] = []
  let text: string | null = null
  let pattern = false
  const end = (): void => {
    if (text !== null) found.push({ text, pattern })
    text = null
    pattern = false
  }
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] as string
    if (/\s/.test(character)) end()
    else if (character === '"' || character === "'") {
      const [all = '', inside = ''] = (character === "'" ? single : double).exec(line.slice(at)) ?? []
      if (all === '') return null
      text = (text ?? '') + (character === "'" ? inside : inside.replaceAll(/\\(["\\])/g, '$1'))
      at += all.length - 1
    } else if (bare.test(character) || ((character === '!' || character === '#') && text !== null)) {
      text = (text ?? '') + character
      pattern ||= character === '*' || character === '?'
    } else return null
  }
  end()
  return found
}

/** Words of a script line; null when it needs a shell. */
export const words = (line: string): string[] | null => split(line)?.map(({ text }) => text) ?? null

/** As a plain shell does: `**` is a `*` to it, and what matches nothing stays as it is. */
const expanded = ({ text, pattern }: Word, dir: string): readonly string[] => {
  if (!pattern || /[{}[\]]/.test(text) || text.startsWith('-')) return [text]
  const files = globSync(text.replaceAll(/\*+/g, '*'), { cwd: dir }).sort()
  return files.length === 0 ? [text] : files
}

/** Null when it needs a shell. */
export const lineOf = (text: string, dir: string): Line | null => {
  const found = split(text)
  if (!found) return null
  const env: Record<string, string> = {}
  let first = 0
  for (; first < found.length; first += 1) {
    const [, name, value] = assignment.exec(found[first]?.text ?? '') ?? []
    if (name === undefined || value === undefined) break
    env[name] = value
  }
  return { env, words: found.slice(first).flatMap(word => expanded(word, dir)) }
}
