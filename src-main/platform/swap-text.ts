/** How the swaps of a change stand in the journal's intent. Written before the effect, and compared again by whoever finishes it after a crash. */
import type { FileSwap } from './swap-files.ts'

export const swapText = (swaps: readonly Pick<FileSwap, 'path' | 'from' | 'to'>[]): string =>
  swaps.map(({ path, from, to }) => `${path} ${from ?? 'missing'} -> ${to}`).join(', ')

/** Read back; null when it is no such text. Paths hold no line breaks, and none of ours a hash with an arrow. */
export function swapsIn(text: string): readonly Pick<FileSwap, 'path' | 'from' | 'to'>[] | null {
  const one = /(.+?) ([0-9a-f]{64}|missing) -> ([0-9a-f]{64})(?:, |$)/y
  const swaps: Pick<FileSwap, 'path' | 'from' | 'to'>[] = []
  while (one.lastIndex < text.length) {
    const [, path, from, to] = one.exec(text) ?? []
    if (path === undefined || from === undefined || to === undefined) return null
    swaps.push({ path, from: from === 'missing' ? null : from, to })
  }
  return swaps.length === 0 ? null : swaps
}
