/** Timed blocks: so many calls of one version at one size, with everything that is not the call itself kept out of the time. */
import { minorGc, cpuMicros, usedBytes, wallMicros } from './ab-clock.ts'
import type { Side } from './ab-case.ts'
import { sink } from './ab-loop.ts'

/** Microseconds that `count` calls took. */
export type Block = (side: Side, from: number, count: number) => number | Promise<number>

const pureBlock: Block = (side, from, count) => {
  minorGc()
  const start = cpuMicros()
  side.loop(side.callee, side.lists, from, count)
  return cpuMicros() - start
}

/** At most so many argument lists are copied ahead: enough for a fifth of a millisecond of calls. */
const batchOf = (side: Side): number => (side.micros === Infinity ? 1 : Math.min(Math.max(Math.ceil(200 / side.micros), 1), 4096))

const mutatingBlock: Block = (side, from, count) => {
  let total = 0
  let copying = 0
  for (let done = 0; done < count;) {
    const size = Math.min(batchOf(side), count - done)
    const copied = cpuMicros()
    const batch = Array.from({ length: size }, (_, i) => side.fresh((from + done + i) % side.lists.length))
    copying += cpuMicros() - copied
    if (done === 0) minorGc()
    const start = cpuMicros()
    side.loop(side.callee, batch, 0, size)
    total += cpuMicros() - start
    done += size
  }
  side.copyMicros = copying / count
  return total
}

/** One call after the other, each awaited. */
const asyncBlock =
  (mutating: boolean, nowMicros: () => number): Block =>
  async (side, from, count) => {
    const { fn, self } = side.callee
    const batch = Array.from({ length: count }, (_, i) => {
      const index = (from + i) % side.lists.length
      return (mutating ? side.fresh(index) : side.lists[index]!) as unknown[]
    })
    minorGc()
    const start = nowMicros()
    for (const list of batch) sink.last = await Reflect.apply(fn, self, list)
    return nowMicros() - start
  }

export const blockFor = (
  { asynchronous, mutating }: { readonly asynchronous: boolean; readonly mutating: boolean },
  clock: 'cpu' | 'wall',
): Block => {
  if (asynchronous) return asyncBlock(mutating, clock === 'cpu' ? cpuMicros : wallMicros)
  return mutating ? mutatingBlock : pureBlock
}

/** Mean bytes per call, or null when the heap shrank meanwhile. A few calls only: the young generation must not fill up. */
export const allocatedBytes = (side: Side): number | null => {
  const count = Math.min(side.calls, 64)
  const lists = Array.from({ length: count }, (_, i) => side.fresh(i % side.lists.length))
  minorGc()
  usedBytes()
  const empty = usedBytes()
  const start = usedBytes()
  side.loop(side.callee, lists, 0, count)
  const end = usedBytes()
  const bytes = (end - start - (start - empty)) / count
  return bytes >= -16 ? Math.max(0, Math.round(bytes)) : null
}
