/**
 * Boxes for controls: the strong one minus exactly one protection. Nothing in production imports this file (a test looks), and what runs
 * in such a box are the probes of this folder and nothing else.
 */
import { isRefused } from '../../../src-shared/errors.ts'
import { startJob } from '../bubblewrap/bubblewrap-sandbox.ts'
import { strongBuilder, type BoxBuilder } from '../bubblewrap/launch.ts'
import { openParts } from '../bubblewrap/open-bubblewrap.ts'
import type { Architecture } from '../bubblewrap/seccomp.ts'
import type { Job, Result } from '../sandbox.ts'
import type { Weakening } from './probe.ts'

/** One instruction: allow. */
const noFilter = (): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(0x06, 0)
  bytes.writeUInt32LE(0x7fff0000, 4)
  return bytes
}

const builderFor = (weakening: Weakening): BoxBuilder => ({
  options: plan => [...(weakening.options ?? (list => list))(strongBuilder.options(plan))],
  command: plan => [...(weakening.command ?? (list => list))(strongBuilder.command(plan))],
  kept: [...strongBuilder.kept, ...(weakening.keep ?? [])],
})

export type RunWeakened = (job: Job, weakening: Weakening, leak?: readonly number[]) => Promise<Result>

export const openWeakened = (nodePath: string): RunWeakened => {
  const opened = openParts({ nodePath }, process.arch as Architecture)
  if (isRefused(opened)) throw new Error(opened.message)
  return async (job, weakening, leak = []) => {
    const parts = weakening.withoutFilter ? { ...opened.parts, filter: noFilter() } : opened.parts
    const weak: Job = { ...job, limits: { ...job.limits, ...weakening.limits } }
    const started = startJob(parts, weak, { channel: false, leak, build: builderFor(weakening) })
    return 'running' in started ? started.running.finished : started
  }
}

/** The box as it is: for probes that need a leaked descriptor, which the open sandbox cannot be given. */
export const nothingWeakened: Weakening = { name: 'nothing' }
