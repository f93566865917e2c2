/**
 * The clock of the measuring loops: CPU time of the process (exact on Linux, where the wall clock has 4 to 8 times its spread) and a
 * minor collection before each block, so that blocks start from equal heaps. Needs `--expose-gc`.
 */
import { performance } from 'node:perf_hooks'

// Taken before any code of the project runs.
const cpuUsage = process.cpuUsage.bind(process)
const wallNanos = process.hrtime.bigint.bind(process.hrtime)
const memoryUsage = process.memoryUsage.bind(process)
const utilization = performance.eventLoopUtilization.bind(performance)

export const cpuMicros = (): number => {
  const usage = cpuUsage()
  return usage.user + usage.system
}

export const wallMicros = (): number => Number(wallNanos()) / 1000

const collect = (globalThis as { gc?: (options: { type: 'minor' }) => void }).gc

export const minorGc = (): void => collect?.({ type: 'minor' })

/** Heap and array buffers in use, in bytes. */
export const usedBytes = (): number => {
  const usage = memoryUsage()
  return usage.heapUsed + usage.arrayBuffers
}

/** Starts a count of the event loop's idle time; the function that it returns gives the share so far, 0 to 1. */
export const idleShare = (): (() => number) => {
  const start = utilization()
  return () => {
    const { idle, active } = utilization(start)
    return idle + active > 0 ? idle / (idle + active) : 0
  }
}
