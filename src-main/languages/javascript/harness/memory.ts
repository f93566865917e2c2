/**
 * Memory and the views of it. An `ArrayBuffer` is an object with identity and content; typed arrays and `DataView`s are an offset
 * and a length into one, so an answer that shares memory with an argument reads otherwise than a copy. `Buffer`s are the exception:
 * Node cuts small ones out of a common pool of some kilobytes (`Buffer.from`, `concat`, `allocUnsafe`) and others out of larger
 * pieces (zlib, streams), so where one begins and what lies beside it is chance, and honest code must not be told apart by it.
 * Memory that only `Buffer`s look at is therefore cut into the stretches that they cover: those that overlap share a stretch, those
 * that do not have nothing in common.
 */
import { Buffer } from 'node:buffer'
import type { Atom } from './format.ts'

export interface View {
  readonly node: number
  readonly memory: ArrayBufferLike
  readonly from: number
  readonly length: number
}
export interface Stretch {
  readonly memory: ArrayBufferLike
  readonly from: number
  readonly to: number
}

/** Views that overlap are in one stretch; stretches come in the order of their first view. */
export const stretchesOf = (views: readonly View[]): Map<View, Stretch> => {
  const found = new Map<View, Stretch>()
  const byMemory = new Map<ArrayBufferLike, View[]>()
  for (const view of views) {
    const known = byMemory.get(view.memory)
    if (known) known[known.length] = view
    else byMemory.set(view.memory, [view])
  }
  for (const [memory, all] of byMemory) {
    const sorted = [...all].sort((one, two) => one.from - two.from)
    let group: View[] = []
    let to = -1
    const close = (): void => {
      const stretch = { memory, from: group[0]?.from ?? 0, to }
      for (const view of group) found.set(view, stretch)
      group = []
    }
    for (const view of sorted) {
      if (group.length > 0 && view.from >= to) close()
      group[group.length] = view
      to = Math.max(group.length === 1 ? 0 : to, view.from + view.length)
    }
    close()
  }
  return found
}

export const base64 = (memory: ArrayBufferLike, from: number, length: number): string =>
  Buffer.from(memory as ArrayBuffer, from, length).toString('base64')

/** Content, and how far it may grow. */
export const memoryBody = (memory: ArrayBufferLike): readonly Atom[] => {
  const text = base64(memory, 0, memory.byteLength)
  const grows = memory instanceof ArrayBuffer && memory.resizable
  const gone = memory instanceof ArrayBuffer && memory.detached
  return [text, grows ? memory.maxByteLength : null, gone]
}
