/**
 * The samples that arrived since the page was opened, outside of React: a ring of fixed size per metric, so that days of live data cost
 * no memory. Who draws them asks for what is newer than what it has.
 */
import type { Sample } from '../../src-shared/domain/metric.ts'

/** Seven minutes at ten a second; what is older comes from the core. */
const capacity = 4096

interface Ring {
  readonly tMs: Float64Array
  readonly values: Float64Array
  added: number
}

export interface LiveSamples {
  push(id: string, sample: Sample): void
  /** Newer than `tMs`, oldest first. */
  after(id: string, tMs: number): readonly Sample[]
  latest(id: string): Sample | null
  watch(id: string, listener: () => void): () => void
  clear(): void
}

const none: readonly Sample[] = []

export const createLiveSamples = (): LiveSamples => {
  const rings = new Map<string, Ring>()
  const listeners = new Map<string, Set<() => void>>()
  const at = (ring: Ring, i: number): Sample => ({
    tMs: ring.tMs[i % capacity] ?? 0,
    value: ring.values[i % capacity] ?? 0,
  })
  return {
    push(id, sample) {
      const ring = rings.get(id) ?? { tMs: new Float64Array(capacity), values: new Float64Array(capacity), added: 0 }
      rings.set(id, ring)
      ring.tMs[ring.added % capacity] = sample.tMs
      ring.values[ring.added % capacity] = sample.value
      ring.added += 1
      for (const listener of listeners.get(id) ?? []) listener()
    },
    after(id, tMs) {
      const ring = rings.get(id)
      if (ring === undefined) return none
      const oldest = Math.max(0, ring.added - capacity)
      let from = ring.added
      while (from > oldest && (ring.tMs[(from - 1) % capacity] ?? 0) > tMs) from -= 1
      if (from === ring.added) return none
      return Array.from({ length: ring.added - from }, (_, k) => at(ring, from + k))
    },
    latest(id) {
      const ring = rings.get(id)
      return ring === undefined || ring.added === 0 ? null : at(ring, ring.added - 1)
    },
    watch(id, listener) {
      const set = listeners.get(id) ?? new Set()
      listeners.set(id, set.add(listener))
      return () => set.delete(listener)
    },
    clear: () => rings.clear(),
  }
}
