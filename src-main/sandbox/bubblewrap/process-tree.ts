/**
 * The processes of a box as the machine sees them, read from `/proc` by process id. Nothing here opens a path inside a box,
 * and nothing a process says about itself is used. A process that ends while being read simply is not there.
 */
import { readdirSync } from 'node:fs'
import { readProc } from './proc-file.ts'

export interface Usage {
  readonly cpuMs: number
  /** Private memory, in RAM or swapped, with its page tables: what the memory limit counts. */
  readonly privateBytes: number
  readonly residentBytes: number
  readonly processes: number
}

/** USER_HZ, 100 on every Linux architecture that Node runs on. */
const tickMs = 10

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** `root` and all its descendants. In a process id namespace that is everybody: orphans become children of its first process. */
export function descendants(root: number): number[] {
  const found = [root]
  for (const pid of found) {
    for (const thread of list(`/proc/${pid}/task`)) {
      const children = readProc(`/proc/${pid}/task/${thread}/children`)?.trim()
      if (children) for (const child of children.split(' ')) found.push(Number(child))
    }
  }
  return found
}

interface ProcessUsage {
  readonly selfMs: number
  readonly reapedMs: number
  readonly privateBytes: number
  readonly residentBytes: number
}

/** `exact`: nanoseconds of every thread too; else ticks, which say at most a hundredth of a second too little. */
function usageOf(pid: number, exact: boolean): ProcessUsage | undefined {
  const stat = readProc(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The name may hold spaces and brackets: fields are counted from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = (index: number): number => Number(fields[index]) * tickMs
  const threads = list(`/proc/${pid}/task`)
  let threadsMs = 0
  for (const thread of exact ? threads : [])
    threadsMs += Number(readProc(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ', 1)[0] ?? 0) / 1e6
  // Ticks include threads that ended, nanoseconds are exact; both only ever say too little.
  return { selfMs: Math.max(threadsMs, ticks(11) + ticks(12)), reapedMs: ticks(13) + ticks(14), ...memoryOf(pid, threads) }
}

/** All threads share it, but the first one shows nothing once it has ended before the others. */
function memoryOf(pid: number, threads: readonly string[]): { readonly privateBytes: number; readonly residentBytes: number } {
  for (const thread of threads) {
    const status = readProc(`/proc/${pid}/task/${thread}/status`)
    if (status === undefined || !status.includes('\nRssAnon:')) continue
    const bytes = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024
    return { privateBytes: bytes('RssAnon') + bytes('VmSwap') + bytes('VmPTE'), residentBytes: bytes('VmRSS') }
  }
  return { privateBytes: 0, residentBytes: 0 }
}

/** Reads the tree under `root` again and again; CPU of processes that ended in between is kept. */
export function processMeter(root: number): { read(exact: boolean): Usage } {
  const last = new Map<number, number>()
  let endedMs = 0
  let highestMs = 0
  return {
    read: exact => {
      let selfMs = 0
      let reapedMs = 0
      let privateBytes = 0
      let residentBytes = 0
      const alive = new Set<number>()
      for (const pid of descendants(root)) {
        const usage = usageOf(pid, exact)
        if (usage === undefined) continue
        alive.add(pid)
        last.set(pid, usage.selfMs + usage.reapedMs)
        selfMs += usage.selfMs
        reapedMs += usage.reapedMs
        privateBytes += usage.privateBytes
        residentBytes += usage.residentBytes
      }
      for (const [pid, ms] of last) {
        if (alive.has(pid)) continue
        endedMs += ms
        last.delete(pid)
      }
      // A parent that ignores its children's end is not charged for them: whichever account says more counts.
      highestMs = Math.max(highestMs, selfMs + Math.max(reapedMs, endedMs))
      return { cpuMs: highestMs, privateBytes, residentBytes, processes: alive.size }
    },
  }
}

/** True until the process is gone or only its exit status is left: for a box's first process, until nobody is left in it. */
export function isAlive(pid: number): boolean {
  const stat = readProc(`/proc/${pid}/stat`)
  return stat !== undefined && !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2)[0] ?? '')
}

export function signalAll(root: number, signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
  const done = new Set<number>()
  // A process may start another while it is being stopped: again until a round finds nobody new.
  for (let round = 0; round < 20; round++) {
    const fresh = descendants(root).filter(pid => !done.has(pid))
    if (fresh.length === 0) return
    for (const pid of fresh) {
      done.add(pid)
      try {
        process.kill(pid, signal)
      } catch {
        // Gone already.
      }
    }
  }
}
