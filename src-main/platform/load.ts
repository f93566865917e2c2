import { availableParallelism, loadavg } from 'node:os'

/** How busy the machine is: load of the last minute per core; null where the system does not say. */
export type Load = () => number | null
export const systemLoad: Load = () => (process.platform === 'win32' ? null : (loadavg()[0] ?? 0) / availableParallelism())
