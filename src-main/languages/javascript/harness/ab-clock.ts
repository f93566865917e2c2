/**
 * The clock of the measuring loops: CPU time of the process (exact on Linux, where the wall clock has 4 to 8 times its spread) and a
 * minor collection before each block, so that blocks start from equal heaps. Needs `--expose-gc`.
 */
import { performance } from 'node:perf_hooks'

export const cpuMicros = (): number => {
  const usage = process.cpuUsage()
  return usage.user + usage.system
}

export const wallMicros = (): number => Number(process.hrtime.bigint()) / 1000

const collect = (globalThis as { gc?: (options: { type: 'minor' }) => void }).gc

export const minorGc = (): void => collect?.({ type: 'minor' })

/** Heap and array buffers in use, in bytes. */
export const usedBytes = (): number => {
  const usage = process.memoryUsage()
  return usage.heapUsed + usage.arrayBuffers
}

/** Starts a count of the event loop's idle time; the function that it returns gives the share so far, 0 to 1. */
export const idleShare = (): (() => number) => {
  const start = performance.eventLoopUtilization()
  return () => {
    const { idle, active } = performance.eventLoopUtilization(start)
    return idle + active > 0 ? idle / (idle + active) : 0
  }
}
