/** Which processes a host has started, so that none of them outlives it. Linux: read from /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

interface Known {
  readonly pid: number
  /** A number may be given again; together with this it is the same process. */
  readonly started: string
  readonly parent: number
}

function statOf(pid: number): Known | null {
  try {
    // The name in brackets may hold anything; what follows does not.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[0] === 'Z' ? null : { pid, started: fields[19] ?? '', parent: Number(fields[1]) }
  } catch {
    return null
  }
}

/** Children of this process, their children, and so on, without itself. */
export function descendantsOf(root: number): readonly Known[] {
  const all = readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []))
  const found = new Map<number, Known>()
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const each of all) if (each.parent === root || found.has(each.parent)) found.set(each.pid, each)
  }
  return [...found.values()]
}

/** Those that live still after so long. The kernel needs a moment to end a tree. */
export async function survivors(known: readonly Known[], withinMs = 10_000): Promise<readonly Known[]> {
  for (let waitedMs = 0; ; waitedMs += 20) {
    const left = known.filter(({ pid, started }) => statOf(pid)?.started === started)
    if (left.length === 0 || waitedMs >= withinMs) return left
    await sleep(20)
  }
}

/** What this process has open, as the kernel names it. Numbers of pipes and sockets say nothing and are left out. */
export const openDescriptors = (): readonly string[] =>
  readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).replace(/:\[\d+\]$/, '')
    } catch {
      // The one that this list is read through.
      return []
    }
  })

/** Those that are open besides `before`, once what was closed has had its moment: a thread that ends closes its own a little later. */
export async function leftOpen(before: readonly string[], withinMs = 10_000): Promise<readonly string[]> {
  for (let waitedMs = 0; ; waitedMs += 20) {
    const rest = [...before]
    const more = openDescriptors().filter(each => {
      const at = rest.indexOf(each)
      if (at !== -1) rest.splice(at, 1)
      return at === -1
    })
    if (more.length === 0 || waitedMs >= withinMs) return more
    await sleep(20)
  }
}
