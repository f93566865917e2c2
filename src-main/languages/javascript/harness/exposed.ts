/**
 * Functions that a module does not export: the text of its file is loaded with one piece more, which hands them to us. In the box only
 * and in memory only; the piece stands at the end of the file, or on the line of the bracket that closes a class, so that no line moves.
 */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { handOverName } from './needs-compiling.ts'

export interface Exposure {
  /** Offset in the text of the file. */
  readonly at: number
  /** `__KEY__` stands for the function that takes what is handed over. */
  readonly text: string
  /** Hands over what the first part of the name means; else the function itself and its class. */
  readonly whole: boolean
}

/** Of a private method: its class, and how it is called on an instance. */
export interface Private {
  readonly owner: object
  readonly call: (...args: unknown[]) => unknown
}

interface Piece {
  readonly at: number
  readonly length: number
  /** What stands for `__KEY__`, and its name in a compiled text. */
  readonly call: string
  readonly name: string
}
const pieces = new Map<string, Piece>()

/** Where an offset of the loaded text stands in the text of the file. */
export const placeInFile = (url: string, offset: number): number => {
  const piece = pieces.get(url)
  if (!piece || compiled.has(url) || offset <= piece.at) return offset
  return Math.max(piece.at, offset - piece.length)
}

const compiled = new Set<string>()
/** A text that was compiled with every piece of its file in it: the wanted one hands over, the others do nothing. */
export const withPiece = (url: string, text: string): string => {
  compiled.add(url)
  const wanted = pieces.get(url)
  return text.replace(/__KEY_[0-9a-z]+__/g, name => (name === wanted?.name ? wanted.call : 'void '))
}

let count = 0
// Taken before any code of the project runs; the engine's draws are left to it.
const nanos = process.hrtime.bigint
/** For the module that is imported next. The answer tells, once it is loaded, what was handed over; null: nothing. */
export const expose = (path: string, { at, text }: Exposure): (() => unknown) => {
  const wanted = pathToFileURL(path).href
  count += 1
  const key = `__${nanos().toString(36)}${count}`
  let given: (() => unknown) | null = null
  Reflect.defineProperty(globalThis, key, {
    configurable: true,
    value: (give: () => unknown) => {
      given = give
    },
  })
  const call = `globalThis.${key}?.`
  const piece = text.replace('__KEY__', call)
  pieces.set(wanted, { at, length: piece.length, call, name: handOverName({ at, text }) })
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context)
      if (url !== wanted || loaded.source === undefined || loaded.source === null || compiled.has(url)) return loaded
      const source =
        typeof loaded.source === 'string' ? loaded.source : new TextDecoder('utf-8', { ignoreBOM: true }).decode(loaded.source)
      return { ...loaded, source: source.slice(0, at) + piece + source.slice(at) }
    },
  })
  return () => {
    Reflect.deleteProperty(globalThis, key)
    try {
      return given?.() ?? null
    } catch {
      return null
    }
  }
}
