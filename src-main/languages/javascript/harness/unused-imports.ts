/**
 * Imports that only types use, left out as the compilers of TypeScript leave them out: Node takes off the types and then asks the other
 * module for a name that was one. Places in the text stay where they are.
 */
import { stripTypeScriptTypes } from 'node:module'
import { withoutTexts } from './without-texts.ts'

const importing = /^[ \t]*import\s+([^'"();]*?)\s+from\s*(?:'[^'\n]*'|"[^"\n]*")[ \t]*;?/gm
/** Comments that say which types there are; one behind code stays, as it may be part of a text. */
const comments = /^[ \t]*\/\*[^]*?\*\/|^[ \t]*\/\/.*$/gm
const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

/** Local names of an import, with the text that brings each. */
const namesOf = (clause: string): readonly (readonly [name: string, text: string])[] => {
  const inner = /\{([^}]*)\}/.exec(clause)?.[1] ?? ''
  const named = inner.split(',').flatMap((text): (readonly [string, string])[] => {
    const name = /([\w$]+)\s*$/.exec(text)?.[1]
    return name === undefined ? [] : [[name, text]]
  })
  const space = /\*\s*as\s+([\w$]+)/.exec(clause)
  const own = /^([\w$]+)/.exec(clause)
  return [...named, ...(space?.[1] ? [[space[1], space[0]] as const] : []), ...(own?.[1] ? [[own[1], own[0]] as const] : [])]
}

/** `text` is JavaScript with blanks where types were, so that what only types used is used nowhere. */
const withoutUnused = (text: string): string => {
  const code = text.replace(importing, blank)
  const rest = withoutTexts(code) ?? code.replace(comments, blank)
  const isUsed = (name: string): boolean => new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(rest)
  return text.replace(importing, (statement: string, clause: string) => {
    const names = namesOf(clause)
    const unused = names.filter(([name]) => !isUsed(name))
    if (unused.length === 0) return statement
    if (unused.length === names.length) return blank(statement)
    const list = /\{([^}]*)\}/.exec(statement)?.[1]
    if (list === undefined) return statement
    // A comma goes with the name before it.
    const kept = list.split(',').map(part => (unused.some(([, gone]) => gone === part) ? blank(part) : part))
    const last = kept.findLastIndex(part => part.trim() !== '')
    const commas = kept.map((part, at) => part + (at === kept.length - 1 ? '' : part.trim() !== '' && at < last ? ',' : ' '))
    return statement.replace(`{${list}}`, `{${commas.join('')}}`)
  })
}

/** What cannot only be taken off (enums, parameter properties) is put into JavaScript where the process was started for that. */
const plainOf = (text: string): string => {
  try {
    return stripTypeScriptTypes(text)
  } catch (error) {
    if (!process.execArgv.includes('--experimental-transform-types')) throw error
    return stripTypeScriptTypes(text, { mode: 'transform' })
  }
}

/** The module as JavaScript with the same places; null where it is to be read as it is. */
export const asCompiled = (text: string): string | null => {
  if (!text.includes('import')) return null
  try {
    const plain = plainOf(text)
    const compiled = withoutUnused(plain)
    return compiled === plain ? null : compiled
  } catch {
    return null
  }
}
