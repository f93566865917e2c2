/** Stores that somebody edited while ASIS was stopped in the middle of a change: recovery writes what the signed intent names, or nothing. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newFiles, oldFiles, openBench, type Bench, allChanges } from '../../test/support/changing-project.ts'
import { applied, approved } from '../../test/support/decided.ts'
import { applyCandidate } from '../pipeline/6-apply/apply.ts'
import { rollbackModification } from '../pipeline/8-rollback/rollback.ts'
import { silentLog } from '../platform/ports.ts'
import { linkOf } from '../stores/journal-chain.ts'
import { sha256Of } from '../stores/sha256.ts'
import { changeOf } from '../stores/test-home.ts'
import { recover } from './recover.ts'

let bench: Bench
beforeEach(() => {
  bench = openBench()
})
afterEach(() => bench.remove())

const paths = Object.keys(oldFiles) as (keyof typeof oldFiles)[]
const texts = (): Record<string, string> => Object.fromEntries(paths.map(path => [path, bench.text(path)]))
const state = (id: string) => bench.stores.candidates.get(bench.project.id, id)!.state
const recoverNow = () =>
  recover(bench.stores, () => bench.project, {
    clock: bench.clock,
    log: silentLog,
    sandboxFolder: join(bench.home, 'asis_sandbox'),
  })

/** Everything ends at this step; false when there are fewer. */
function stopsAt(index: number, work: (step: (name: string) => void) => void): boolean {
  let seen = 0
  try {
    work(() => {
      if (seen++ < index) return
      if (seen === index + 1) bench.stores.close()
      throw new Error('power')
    })
  } catch {
    return true
  }
  return false
}
const stoppedApply = (id: string, index: number) =>
  stopsAt(index, step => applyCandidate({ projectId: bench.project.id, id }, { ...bench, step }))
const stoppedRollback = (id: string, index: number) =>
  stopsAt(index, step =>
    rollbackModification(
      { projectId: bench.project.id, id, by: 'operator', reason: 'because', overwriteEdits: false },
      { ...bench, step },
    ),
  )
function edit(file: string, ...statements: readonly string[]): void {
  const db = new Database(join(bench.home, file))
  for (const sql of statements) db.exec(sql)
  db.close()
}
const generation = 'asis_code_generation.db'
const safe = 'asis_safe_implementation.db'
const master = 'asis_self_modification_master.db'
const hex = (text: string): string => `x'${Buffer.from(text).toString('hex')}'`

type Edit = (id: string, evilId: string) => void
const edits: Readonly<Record<string, Edit>> = {
  'the new text': id =>
    edit(generation, `UPDATE candidate_files SET after = ${hex('evil()')} WHERE candidate_id = '${id}' AND path = 'src/a.js'`),
  'the new text with its hash': id =>
    edit(
      generation,
      `UPDATE candidate_files SET after = ${hex('evil()')}, after_sha256 = '${sha256Of('evil()')}' WHERE candidate_id = '${id}' AND path = 'src/a.js'`,
    ),
  'the old text with its hash': id =>
    edit(
      generation,
      `UPDATE candidate_files SET before = ${hex('evil()')}, before_sha256 = '${sha256Of('evil()')}' WHERE candidate_id = '${id}' AND path = 'src/a.js'`,
    ),
  'the whole proposal, its diff and the decision': (id, evilId) => {
    edit(
      generation,
      `DELETE FROM candidate_files WHERE candidate_id = '${id}'`,
      `UPDATE candidate_files SET candidate_id = '${id}' WHERE candidate_id = '${evilId}'`,
      `UPDATE candidate_texts SET diff = (SELECT diff FROM candidate_texts JOIN candidates USING (n) WHERE id = '${evilId}') WHERE n = (SELECT n FROM candidates WHERE id = '${id}')`,
      `UPDATE candidates SET diff_sha256 = (SELECT diff_sha256 FROM candidates WHERE id = '${evilId}') WHERE id = '${id}'`,
    )
    edit(
      safe,
      `UPDATE decisions SET diff_sha256 = (SELECT diff_sha256 FROM decisions WHERE candidate_id = '${evilId}' LIMIT 1) WHERE candidate_id = '${id}'`,
    )
  },
  'the plan of the rollback': () =>
    edit(
      safe,
      `UPDATE rollbacks SET plan = replace(plan, '${sha256Of(oldFiles['src/a.js'])}', '${sha256Of(oldFiles['src/c.js'])}')`,
    ),
  'by whom it is rolled back': () => edit(safe, `UPDATE rollbacks SET plan = replace(plan, 'operator', 'operator:Eve')`),
  'the plan is gone': () => edit(safe, 'DELETE FROM rollbacks'),
  'the path of a file': id =>
    edit(generation, `UPDATE candidate_files SET path = 'src/other.js' WHERE candidate_id = '${id}' AND path = 'src/c.js'`),
}

/** Every file is wholly the old or the new one, and nothing else is there. */
function nothingForeign(where: unknown): void {
  for (const [path, text] of Object.entries(texts()))
    expect([where, path, [oldFiles[path as 'src/a.js'], newFiles[path as 'src/a.js']].includes(text)]).toEqual([
      where,
      path,
      true,
    ])
  expect(readdirSync(join(bench.project.root, 'src'), { recursive: true }).map(String).sort()).toEqual([
    'a.js',
    'c.js',
    'deep',
    'deep/b.js',
  ])
}

describe.each(Object.entries(edits))('edited while it was stopped: %s', (_, tamper) => {
  it('an apply', () => {
    for (let index = 0; index < 60; index += 3) {
      const evil = approved(bench, [changeOf('src/a.js', oldFiles['src/a.js'], 'evil()')])
      const { id } = approved(bench, allChanges())
      bench.stores.candidates.move(bench.project.id, evil.id, 'approved', 'awaiting-review', 1, '')
      if (!stoppedApply(id, index)) break
      tamper(id, evil.id)
      bench.restart()
      recoverNow()
      nothingForeign(index)
      expect(bench.stores.journal.verify()).toMatchObject({ ok: true })
      // The next round begins with the old files.
      for (const path of paths) bench.write(path, oldFiles[path])
      bench.remove()
      bench = openBench()
    }
  })

  it('a rollback', () => {
    for (let index = 0; index < 60; index += 3) {
      const evil = approved(bench, [changeOf('src/a.js', oldFiles['src/a.js'], 'evil()')])
      const { id } = applied(bench, allChanges())
      bench.stores.candidates.move(bench.project.id, evil.id, 'approved', 'awaiting-review', 1, '')
      if (!stoppedRollback(id, index)) break
      tamper(id, evil.id)
      bench.restart()
      recoverNow()
      nothingForeign(index)
      expect(bench.stores.journal.verify()).toMatchObject({ ok: true })
      expect(bench.stores.journal.list(null, null, 50).some(({ detail }) => detail.includes('Eve'))).toBe(false)
      bench.remove()
      bench = openBench()
    }
  })
})

describe('what was never begun', () => {
  it('is not begun by a state that somebody wrote', () => {
    const { id } = approved(bench, allChanges())
    const second = applied(bench, [changeOf('src/a.js', oldFiles['src/a.js'], newFiles['src/a.js'])])
    bench.stores.close()
    edit(generation, `UPDATE candidates SET state = 'rolling-back' WHERE id = '${second.id}'`)
    bench.restart()
    recoverNow()
    expect([state(id), state(second.id)]).toEqual(['awaiting-review', 'kept'])
    expect(bench.text('src/a.js')).toBe(newFiles['src/a.js'])
  })

  it('nor by an intent that somebody wrote into the journal', () => {
    const { id } = approved(bench, [changeOf('src/a.js', oldFiles['src/a.js'], 'evil()')])
    const end = bench.stores.journal.list(null, null, 1)[0]!
    const forged = linkOf({
      ...end,
      seq: end.seq + 1,
      kind: 'intent',
      projectId: bench.project.id,
      action: 'apply',
      subject: id,
      detail: `src/a.js ${sha256Of(oldFiles['src/a.js'])} -> ${sha256Of('evil()')}`,
      previousSha256: end.sha256,
    })
    bench.stores.close()
    edit(
      master,
      `INSERT INTO journal VALUES (${forged.seq}, ${forged.tMs}, 'intent', '${forged.projectId}', 'apply', '${id}', '${forged.detail}', '${end.sha256}', '${forged.sha256}')`,
      `INSERT INTO open_intents VALUES (${forged.seq}, '${forged.projectId}', 'apply', '${id}')`,
    )
    bench.restart()
    expect(recoverNow().open.join()).toContain('no file was touched')
    expect(bench.text('src/a.js')).toBe(oldFiles['src/a.js'])
    expect(bench.stores.journal.verify()).toMatchObject({ ok: false })
  })
})
