/** What autonomous mode remembers of one project over a restart. */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { z } from 'zod'
import { isRefused } from '../../../src-shared/errors.ts'
import type { Project } from '../../project/project.ts'
import type { Workspace } from '../workspace.ts'
import { dayOf } from './next.ts'

const memory = z.object({
  lastEndedMs: z.int().nullable(),
  idleInRow: z.int().min(0),
  failuresInRow: z.int().min(0),
  rollbacksInRow: z.int().min(0),
  day: z.string(),
  usedMs: z.number().min(0),
  /** Of the files that may be changed, after the last cycle. */
  fingerprint: z.string(),
  /** Why it turned itself off; empty when it did not. */
  whyOff: z.string(),
})
export type Memory = z.infer<typeof memory>

export const freshMemory: Memory = {
  lastEndedMs: null,
  idleInRow: 0,
  failuresInRow: 0,
  rollbacksInRow: 0,
  day: '',
  usedMs: 0,
  fingerprint: '',
  whyOff: '',
}

const key = 'autonomous-memory'
type Shared = Pick<Workspace, 'stores' | 'project' | 'clock'>

export function remembered({ stores, project }: Shared): Memory {
  const parsed = memory.safeParse(stores.settings.get(project.id, key))
  return parsed.success ? parsed.data : freshMemory
}

export const remember = ({ stores, project, clock }: Shared, now: Memory): void =>
  stores.settings.set(project.id, key, now, clock.nowMs())

export const usedOn = (now: Memory, ms: number): number => (now.day === dayOf(ms) ? now.usedMs : 0)

/** Changes when a file that may be changed is written, added or removed. By size and time: it is asked for every few minutes. */
export function fingerprintOf(project: Project): string {
  const hash = createHash('sha256')
  for (const path of project.changeableFiles()) {
    const absolute = project.resolve(path)
    const stat = isRefused(absolute) ? undefined : statSync(absolute, { throwIfNoEntry: false })
    hash.update(`${path}\0${stat?.size ?? -1}\0${stat?.mtimeMs ?? 0}\0`)
  }
  return hash.digest('hex')
}
