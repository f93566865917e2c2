/**
 * A data folder that commit 5a4d758 wrote (its command line, then a process that was killed in the middle of a change): today's program opens it, finds
 * its journal whole, ends what the crash left, and goes on with it. How it was made stands in the fixture's own list.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused } from '../src-shared/errors.ts'
import { recover } from '../src-main/control/recover.ts'
import { approve } from '../src-main/pipeline/5-review/approve.ts'
import { applyCandidate } from '../src-main/pipeline/6-apply/apply.ts'
import { rollbackModification } from '../src-main/pipeline/8-rollback/rollback.ts'
import { restoreEdit } from '../src-main/pipeline/8-rollback/restore-edit.ts'
import { silentLog } from '../src-main/platform/ports.ts'
import { openSigningKey } from '../src-main/platform/signing-key.ts'
import { openProject } from '../src-main/project/open-project.ts'
import type { Project } from '../src-main/project/project.ts'
import { signHead } from '../src-main/stores/journal-signature.ts'
import { exportState } from '../src-main/stores/state-copy.ts'
import { importState } from '../src-main/stores/state-import.ts'
import { countingClock, mustOpen, temporaryFolder } from '../src-main/stores/test-home.ts'
import type { Stores } from '../src-main/stores/stores.ts'

interface Fixture {
  readonly files: Readonly<Record<string, string>>
}
const { files } = JSON.parse(
  gunzipSync(readFileSync(join(import.meta.dirname, 'support/data-folder-5a4d758.json.gz'))).toString(),
) as Fixture
const projectId = '606517f7e5d5be57'
const [rolledBack, kept, queued, crashed] = ['c_c4tbh62vwa', 'c_5yip5z2v8l', 'c_ufqmnem3u1', 'c_km7xivt6ri'] as const

const folder = temporaryFolder()
const home = join(folder.path, 'home')
const clock = countingClock(Date.now())
let project: Project
let stores: Stores | null = null
const text = (path: string): string => readFileSync(join(project.root, path), 'utf8')
const open = (): Stores => (stores = mustOpen(home, { clock, archiveSizes: { most: 15, least: 5, newest: 10 } }))
const close = (): void => {
  stores?.close()
  stores = null
}
const done = <T>(answer: T): Exclude<T, { kind: 'refused' }> => {
  if (isRefused(answer)) throw new Error(answer.message)
  return answer as Exclude<T, { kind: 'refused' }>
}
const inStore = (name: string, sql: string): void => {
  const db = new Database(join(home, name))
  db.exec(sql)
  db.close()
}

const unpack = (): void => {
  for (const [path, base64] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true, mode: 0o700 })
    writeFileSync(join(folder.path, path), Buffer.from(base64, 'base64'), { mode: 0o600 })
  }
}

beforeEach(() => {
  unpack()
  // Its id was made of the path where it lay.
  project = { ...done(openProject(join(folder.path, 'project'))), id: projectId }
})
afterEach(() => {
  close()
  for (const name of ['home', 'project', 'copy', 'new']) rmSync(join(folder.path, name), { recursive: true, force: true })
})

const recovered = (now: Stores) =>
  recover(now, id => (id === projectId ? project : null), { clock, log: silentLog, sandboxFolder: join(home, 'asis_sandbox') })

describe('a data folder of commit 5a4d758', () => {
  it.each(['read', 'write'] as const)('opens to %s, and its journal is whole', access => {
    stores = mustOpen(home, { access })
    expect(stores.journal.verify()).toMatchObject({ ok: true, records: 46 })
    expect(stores.journal.archives().map(each => [each.firstSeq, each.lastSeq])).toEqual([
      [1, 15],
      [16, 30],
    ])
    expect(stores.journal.from(1, 2).map(each => [each.kind, each.action])).toEqual([
      ['intent', 'session'],
      ['note', 'generate'],
    ])
    expect(stores.sessions.list(projectId, 9).map(each => each.state)).toEqual(['finished', 'finished'])
    expect([rolledBack, kept, queued, crashed].map(id => stores!.candidates.get(projectId, id)?.state)).toEqual([
      'rolled-back',
      'kept',
      'awaiting-review',
      'approved',
    ])
  })

  it('is whole where a crash left its head one record behind', () => {
    const key = openSigningKey(home)
    const { sha256 } = open().journal.from(45, 1)[0]!
    close()
    rmSync(home, { recursive: true })
    unpack()
    const signature = signHead(key, { count: 45, sha256 }, 'old')
    inStore('asis_safe_implementation.db', `UPDATE journal_head SET count = 45, sha256 = '${sha256}', signature = '${signature}'`)
    expect(open().journal.verify()).toMatchObject({ ok: true, records: 46 })
    expect(stores!.journal.append('note', { projectId, action: 'a', subject: 's', detail: 'd' }, 1).seq).toBe(47)
    expect(stores!.journal.verify()).toMatchObject({ ok: true, records: 47 })
  })

  it('is found where it was edited before', () => {
    inStore(
      'asis_self_modification_master.db',
      `DROP TRIGGER journal_is_never_changed; UPDATE journal SET detail = 'x' WHERE seq = 40`,
    )
    expect(open().journal.verify()).toMatchObject({ ok: false, firstBad: 40 })
    const before = text('src/count.js')
    recovered(stores!)
    expect(text('src/count.js')).toBe(before)
  })

  it('goes on: what the crash left is ended, and changes are approved, rolled back and restored', async () => {
    const now = open()
    expect(now.journal.openIntents()).toHaveLength(1)
    expect(recovered(now)).toMatchObject({ open: [] })
    expect(now.candidates.get(projectId, crashed)?.state).toBe('applied')
    expect([text('src/pick.js'), text('src/count.js')].map(each => each.trimEnd().split('\n').at(-1))).toEqual([
      '// the crash came between this file',
      '// and this one',
    ])
    const ports = { stores: now, project, clock }
    const { diffSha256 } = now.candidates.get(projectId, queued)!
    done(approve({ projectId, id: queued, diffSha256, by: 'operator', reason: 'good' }, ports))
    done(applyCandidate({ projectId, id: queued }, ports))
    expect(text('src/third.js')).toContain('new Set')
    for (const id of [queued, crashed, kept])
      done(rollbackModification({ projectId, id, by: 'operator', reason: 'enough', overwriteEdits: false }, ports))
    expect(text('src/third.js')).not.toContain('new Set')
    expect(text('src/count.js')).toContain('known.includes(id)')
    const [edit] = now.edits.list(projectId)
    expect(edit?.path).toBe('src/pick.js')
    done(restoreEdit({ projectId, id: edit!.id, by: 'operator', overwriteEdits: false }, ports))
    expect(text('src/pick.js')).toMatch(/\/\/ an edit by hand\n$/)
    expect(now.journal.verify()).toMatchObject({ ok: true })
    done(await now.journal.archive(Number.MAX_SAFE_INTEGER, clock.nowMs(), async () => true))
    close()
    expect(open().journal.verify()).toMatchObject({ ok: true })
    expect(stores!.journal.archives().length).toBeGreaterThan(2)
  })

  it('is copied to another place', () => {
    recovered(open())
    close()
    const [copy, other] = [join(folder.path, 'copy'), join(folder.path, 'new')]
    done(exportState(home, copy, clock))
    done(importState(copy, other, clock, {}))
    stores = mustOpen(other)
    expect(stores.journal.verify()).toMatchObject({ ok: true })
    expect(stores.candidates.get(projectId, kept)?.state).toBe('kept')
  })
})
