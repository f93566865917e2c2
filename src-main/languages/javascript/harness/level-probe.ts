/**
 * The control probe: a small constant workload that no project can change. Measured beside each sample, it sees what the machine does
 * to everybody (a busy neighbour, a lower clock), and the monitor subtracts it.
 */
import { cpuMicros } from './ab-clock.ts'

const table = Float64Array.from({ length: 1 << 15 }, (_, i) => Math.sin(i) * 1000)

/** About half a millisecond: arithmetic over a table that outgrows the first cache level, some allocation, some hashing. */
const workload = (): number => {
  let sum = 0
  const seen = new Map<number, number>()
  for (let i = 0; i < 12_000; i++) {
    const at = (Math.imul(i, 0x9e3779b1) >>> 17) & 0x7fff
    sum += table[at]! * 0.5
    if ((i & 15) === 0) seen.set(at, sum)
  }
  const parts = Array.from(seen.keys(), key => ({ key, half: key >> 1 }))
  for (const part of parts) sum += part.half
  return sum
}

/** Keeps the sums alive, so that no run can be optimized away. */
export const kept = { sum: 0 }

/** CPU microseconds of one run. */
export const probeOnce = (): number => {
  const start = cpuMicros()
  kept.sum += workload()
  return cpuMicros() - start
}

/** Compiles the workload, so that later runs are alike. */
export const warmProbe = (): void => {
  for (let i = 0; i < 60; i++) probeOnce()
}

/** 10 % trimmed mean of some runs. */
export const probeOf = (runs: readonly number[]): number => {
  const sorted = runs.toSorted((a, b) => a - b)
  const cut = Math.floor(sorted.length * 0.1)
  const inner = sorted.slice(cut, sorted.length - cut)
  return inner.reduce((sum, value) => sum + value, 0) / inner.length
}
