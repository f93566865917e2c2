/**
 * The clock of the measuring loops: CPU time of the process (exact on Linux, where the wall clock has 4 to 8 times its spread) and a
 * minor collection before each block, so that blocks start from equal heaps. Needs `--expose-gc`.
 */
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
