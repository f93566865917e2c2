/**
 * What taking back everything since a time would meet: which modifications, in which order, what each file is and becomes, and what
 * stands in the way. Reads only.
 */
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { CandidateState } from '../../../src-shared/domain/candidate.ts'
import { readNow, type FileNow } from '../../platform/swap-files.ts'
import type { Project } from '../../project/project.ts'
import type { Modification, ModifiedFile, StoredCandidate, Stores } from '../../stores/stores.ts'
import type { FileFound } from './look.ts'

export interface SinceFile {
  readonly path: string
  readonly absolute: string
  readonly now: FileNow | null
  readonly state: FileFound['state']
  /** What it becomes: the state before the oldest of them. */
  readonly restoredSha256: string
  readonly mode: number
}
export interface FoundSince {
  /** Newest first. */
  readonly modifications: readonly (Modification & { readonly candidate: StoredCandidate })[]
  readonly files: readonly SinceFile[]
  /** One sentence each; empty: all of it can be taken back. */
  readonly conflicts: readonly string[]
}

const inEffect: readonly CandidateState[] = ['applied', 'kept', 'rolling-back']
const most = 5000

export function lookSince(projectId: string, sinceMs: number, stores: Stores, project: Project): FoundSince | Refused {
  if (projectId !== project.id)
    return refuse('not-found', 'That is another project. Nothing was changed.', 'Open the project first.')
  const all = stores.candidates
    .list(projectId, inEffect, most)
    .flatMap(({ id }) => {
      const candidate = stores.candidates.get(projectId, id)
      const modification = stores.modifications.get(projectId, id)
      return candidate && modification ? [{ ...modification, candidate }] : []
    })
    .sort((a, b) => b.seq - a.seq)
  const modifications = all.filter(each => each.appliedMs >= sinceMs)
  const left = all.filter(each => each.appliedMs < sinceMs)
  const conflicts = modifications
    .filter(each => each.candidate.state === 'rolling-back')
    .map(each => `${each.candidateId} (${each.title}) is being rolled back.`)

  const files: SinceFile[] = []
  for (const path of [...new Set(modifications.flatMap(each => each.files.map(file => file.path)))].sort()) {
    const chain = modifications.flatMap(({ files: changed, seq, candidateId }) =>
      changed.filter(file => file.path === path).map(file => ({ ...file, seq, candidateId })),
    )
    const absolute = project.resolve(path)
    if (isRefused(absolute)) return absolute
    const now = readNow(absolute)
    const [newest, oldest] = [chain[0]!, chain.at(-1)!]
    const broken = brokenLink(chain)
    const state = broken ? 'edited-since' : stateOf(now, newest, oldest)
    if (broken) conflicts.push(`${path} was edited between ${broken.older.candidateId} and ${broken.newer.candidateId}.`)
    else if (state === 'edited-since') conflicts.push(`${path} was edited since it was changed by ${newest.candidateId}.`)
    else if (state === 'missing') conflicts.push(`${path} was removed since it was changed by ${newest.candidateId}.`)
    // Only after the clock was set back: applied later, and said to be older.
    for (const later of left)
      if (later.seq > oldest.seq && later.files.some(file => file.path === path))
        conflicts.push(`${later.candidateId} (${later.title}) changed ${path} later and is not among them.`)
    files.push({ path, absolute, now, state, restoredSha256: oldest.beforeSha256, mode: oldest.mode })
  }
  return { modifications, files, conflicts }
}

type Link = ModifiedFile & { readonly candidateId: string }

/** Two neighbours of which the newer one did not start from what the older one had written. */
function brokenLink(chain: readonly Link[]): { readonly newer: Link; readonly older: Link } | null {
  for (const [index, newer] of chain.entries()) {
    const older = chain[index + 1]
    if (older && newer.beforeSha256 !== older.afterSha256) return { newer, older }
  }
  return null
}

function stateOf(now: FileNow | null, newest: ModifiedFile, oldest: ModifiedFile): FileFound['state'] {
  if (!now) return 'missing'
  if (now.sha256 === newest.afterSha256) return 'as-applied'
  return now.sha256 === oldest.beforeSha256 ? 'already-restored' : 'edited-since'
}
