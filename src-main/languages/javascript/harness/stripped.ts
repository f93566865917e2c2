/** Files whose types were taken off in a box of their own before (`strip.ts`), by their path in this box. */
import { fileURLToPath } from 'node:url'

/** Path in the box, and text with the same places. */
export type Stripped = readonly (readonly [string, string])[]

const texts = new Map<string, string>()

/** Before the first project module is imported. */
export const takeStripped = (files: Stripped): void => {
  for (const [path, text] of files) texts.set(path, text)
}

/** Null: as it is. */
export const strippedText = (url: string): string | null =>
  texts.size > 0 && url.startsWith('file:') ? (texts.get(fileURLToPath(url)) ?? null) : null
