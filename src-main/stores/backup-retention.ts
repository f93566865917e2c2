/**
 * Removes backups that nothing can need any more: of a change that was taken back or refused and has not moved since a time. What is in effect, on its
 * way, waiting, or not known keeps all of its own. The index loses a row before the folder loses a file: a crash in between leaves a file
 * too many, which goes once it is as old.
 */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { CandidateState } from '../../src-shared/domain/candidate.ts'
import { noStep, type Step } from '../platform/durable-file.ts'
import { errorCode } from './store-errors.ts'
import type { BackupRetention } from './retention.ts'
import type { CandidateStore } from './stores.ts'

/** From which nothing is ever restored again. Any other state, and one that is not known here, keeps. */
const over: ReadonlySet<CandidateState> = new Set(['rolled-back', 'rejected', 'declined'])
/** Candidates that are looked at in a few milliseconds. */
const piece = 50

interface Row {
  readonly n: number
  readonly sha256: string
  readonly bytes: number
}

export function openBackupRetention(
  db: Database,
  folder: string,
  candidates: Pick<CandidateStore, 'summary'>,
  step: Step = noStep,
): BackupRetention {
  const page = db.prepare<[string, number], { id: string; projectId: string; lastMs: number }>(
    `SELECT candidate_id AS id, project_id AS projectId, max(t_ms) AS lastMs FROM backups WHERE candidate_id > ?
     GROUP BY candidate_id ORDER BY candidate_id LIMIT ?`,
  )
  const rows = db.prepare<[string], Row>('SELECT n, sha256, bytes FROM backups WHERE candidate_id = ? ORDER BY n')
  const drop = db.prepare<[string]>('DELETE FROM backups WHERE candidate_id = ?')
  const stillListed = db
    .prepare<[string, string], number>(
      'SELECT EXISTS (SELECT 1 FROM backups WHERE sha256 = ?) OR EXISTS (SELECT 1 FROM kept_edits WHERE sha256 = ?)',
    )
    .pluck()
  const replaced = db.prepare<[string], { id: string; projectId: string }>(
    'SELECT candidate_id AS id, project_id AS projectId FROM modification_files WHERE before_sha256 = ?',
  )

  const isOver = (projectId: string, id: string, beforeMs: number): boolean => {
    const standing = candidates.summary(projectId, id)
    return standing !== null && over.has(standing.state) && standing.updatedMs < beforeMs
  }
  /** Whatever the index says: what a change in effect replaced is never removed. */
  const isNeeded = (sha256: string, beforeMs: number): boolean =>
    stillListed.get(sha256, sha256) === 1 || replaced.all(sha256).some(each => !isOver(each.projectId, each.id, beforeMs))
  const remove = (sha256: string): boolean => {
    try {
      rmSync(join(folder, sha256))
      return true
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false
      throw error
    }
  }

  /** Ids of candidates whose backups may go, a page at a time. */
  function* pages(beforeMs: number): Generator<readonly string[]> {
    for (let after = ''; ;) {
      const found = page.all(after, piece)
      yield found.filter(({ id, projectId, lastMs }) => lastMs < beforeMs && isOver(projectId, id, beforeMs)).map(({ id }) => id)
      const last = found.at(-1)
      if (found.length < piece || !last) return
      after = last.id
    }
  }

  /** Files that no row names, as a crash or an older index beside newer files leaves them; a piece of the folder at a time. */
  function* strays(beforeMs: number): Generator<readonly string[]> {
    let names: string[]
    try {
      names = readdirSync(folder).filter(name => /^[0-9a-f]{64}$/.test(name))
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return
      throw error
    }
    for (let at = 0; at < names.length; at += piece)
      yield names
        .slice(at, at + piece)
        .filter(
          name =>
            !isNeeded(name, beforeMs) &&
            (statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? beforeMs) < beforeMs,
        )
  }

  return {
    async due(beforeMs, pause) {
      let changes = 0
      for (const ids of pages(beforeMs)) {
        changes += ids.length
        if (!(await pause())) return null
      }
      let count = 0
      for (const names of strays(beforeMs)) {
        count += names.length
        if (!(await pause())) return null
      }
      return { changes, strays: count }
    },
    async remove(beforeMs, pause) {
      const done = { changes: 0, files: 0, bytes: 0 }
      for (const ids of pages(beforeMs)) {
        for (const id of ids) {
          const gone = rows.all(id)
          drop.run(id)
          step('unlisted')
          done.changes += 1
          for (const { sha256, bytes } of new Map(gone.map(row => [row.sha256, row])).values()) {
            if (isNeeded(sha256, beforeMs) || !remove(sha256)) continue
            step('removed')
            done.files += 1
            done.bytes += bytes
          }
        }
        if (!(await pause())) return done
      }
      for (const names of strays(beforeMs)) {
        for (const name of names) if (remove(name)) done.files += 1
        if (!(await pause())) return done
      }
      return done
    },
  }
}
