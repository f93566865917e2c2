import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AsisError } from '../../src-shared/errors.ts'
import { openKeptEditStore } from './kept-edit-store.ts'
import { migrate, schemaVersion } from './migrate.ts'
import { openStores } from './open-stores.ts'
import { codeGenerationSchema } from './schema/code-generation.ts'
import { masterSchema } from './schema/master.ts'
import { safeImplementationSchema } from './schema/safe-implementation.ts'
import { selfModificationSchema } from './schema/self-modification.ts'
import { sha256Of } from './sha256.ts'
import { changeOf, candidateOf, countingClock, evidenceOf, mustOpen, temporaryFolder } from './test-home.ts'
import { openTrialStore } from './trial-store.ts'

let folder: ReturnType<typeof temporaryFolder>
let home: string
beforeEach(() => {
  folder = temporaryFolder()
  home = join(folder.path, 'data')
})
afterEach(() => folder.remove())

const versions: Readonly<Record<string, number>> = {
  'asis_self_modification.db': selfModificationSchema.length,
  'asis_code_generation.db': codeGenerationSchema.length,
  'asis_safe_implementation.db': safeImplementationSchema.length,
  'asis_self_modification_master.db': masterSchema.length,
}

const options = { access: 'write', owner: 'second', clock: countingClock() } as const
const names = [
  'asis_self_modification.db',
  'asis_code_generation.db',
  'asis_safe_implementation.db',
  'asis_self_modification_master.db',
]

const openToOthers = (): readonly string[] =>
  [home, ...readdirSync(home).map(name => join(home, name))].filter(path => (statSync(path).mode & 0o077) !== 0)

describe('a data folder', () => {
  it('is made with the four stores under their names, for its user only, each at the schema of this program', () => {
    mustOpen(home).close()
    for (const name of names) {
      const db = new Database(join(home, name), { readonly: true })
      expect([name, schemaVersion(db)]).toEqual([name, versions[name]])
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
      const tables = db.prepare<[], { name: string; strict: number }>(
        `SELECT name, strict FROM pragma_table_list WHERE schema = ? AND type = 'table'`,
      )
      for (const table of tables.all(...(['main'] as unknown as [])))
        if (!table.name.startsWith('sqlite_')) expect([name, table.name, table.strict]).toEqual([name, table.name, 1])
      db.close()
    }
    expect(statSync(home).mode & 0o777).toBe(0o700)
  })

  it('is private whatever the umask, and one that others may enter is made so', () => {
    const umask = process.umask(0)
    try {
      mustOpen(home).close()
    } finally {
      process.umask(umask)
    }
    expect(openToOthers()).toEqual([])
    for (const access of ['read', 'write'] as const) {
      chmodSync(home, 0o755)
      for (const name of names) chmodSync(join(home, name), 0o664)
      mustOpen(home, { access }).close()
      expect(openToOthers()).toEqual([])
    }
  })

  it('is answered empty to a reader who comes first', () => {
    const reader = mustOpen(home, { access: 'read' })
    expect(reader.views.rows('p', null, 10)).toEqual([])
    expect(() => reader.settings.set('p', 'k', 1, 1)).toThrow(/readonly/)
    reader.close()
  })

  it('keeps what was written over closing and opening', () => {
    const first = mustOpen(home)
    const added = first.candidates.add('p', candidateOf([changeOf('a.js', 'old\n', 'new\n')]), 5)
    first.close()
    const second = mustOpen(home)
    expect(second.candidates.get('p', added.id)).toEqual(added)
    second.close()
  })
})

describe('one writer', () => {
  it('is refused beside another one, by name, in the same process', () => {
    const first = mustOpen(home, { owner: 'asis serve' })
    expect(openStores(home, options)).toMatchObject({
      code: 'store-locked',
      message: expect.stringContaining(`"asis serve" (process ${process.pid})`),
    })
    first.close()
    mustOpen(home).close()
  })

  it('leaves readers in, who see what it wrote', () => {
    const writer = mustOpen(home)
    const reader = mustOpen(home, { access: 'read' })
    writer.settings.set('', 'interval', 5, 1)
    expect(reader.settings.get('', 'interval')).toBe(5)
    writer.journal.append('note', { projectId: '', action: 'a', subject: 's', detail: 'd' }, 1)
    expect(reader.journal.verify()).toMatchObject({ ok: true, records: 1 })
    reader.close()
    writer.close()
  })

  it('in another process holds the folder until it is killed, and not a moment longer', async () => {
    const script = join(folder.path, 'owner.ts')
    const here = new URL('./open-stores.ts', import.meta.url).href
    writeFileSync(
      script,
      `import { openStores } from ${JSON.stringify(here)}
       const stores = openStores(${JSON.stringify(home)}, { access: 'write', owner: 'a child', clock: { nowMs: () => 1, monotonicMs: () => 1 } })
       process.stdout.write(stores.kind === 'refused' ? 'refused' : 'owned')
       setInterval(() => {}, 1000)`,
    )
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    expect(said.toString()).toBe('owned')
    expect(openStores(home, options)).toMatchObject({
      code: 'store-locked',
      message: expect.stringContaining(`"a child" (process ${child.pid})`),
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
    mustOpen(home).close()
  })
})

describe('bad input', () => {
  it.each(names)('%s from a newer version is refused and nothing is changed', name => {
    mustOpen(home).close()
    const db = new Database(join(home, name))
    db.pragma('user_version = 99')
    db.close()
    const before = names.map(each => sha256Of(readFileSync(join(home, each))))
    expect(openStores(home, options)).toMatchObject({ code: 'store-newer', message: expect.stringContaining('schema 99') })
    expect(names.map(each => sha256Of(readFileSync(join(home, each))))).toEqual(before)
  })

  it.each(names)('%s that is no database is named, and the lock is given back', name => {
    mustOpen(home).close()
    for (const rest of ['-wal', '-shm']) rmSync(join(home, name + rest), { force: true })
    writeFileSync(join(home, name), 'this is not a database, it only looks like a long enough text file'.repeat(100))
    const open = (): unknown => openStores(home, options)
    expect(open).toThrow(AsisError)
    expect(open).toThrow(name)
    rmSync(join(home, name))
    mustOpen(home).close()
  })

  it('a store that is damaged inside is named', () => {
    const stores = mustOpen(home)
    for (let i = 0; i < 50; i++)
      stores.journal.append('note', { projectId: 'p', action: 'a', subject: `${i}`, detail: 'x'.repeat(500) }, i)
    stores.close()
    const path = join(home, 'asis_self_modification_master.db')
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 3 * 4096, 9 * 4096)
    writeFileSync(path, bytes)
    expect(() => openStores(home, options)).toThrow(/asis_self_modification_master\.db is damaged/)
  })

  it('a file of another program is left alone', () => {
    mkdirSync(home)
    const db = new Database(join(home, names[1]!))
    db.exec('CREATE TABLE theirs (x)')
    db.close()
    expect(() => openStores(home, options)).toThrow(/tables which ASIS did not make/)
  })

  it('a folder that cannot be made or written is refused as a matter of the disk', () => {
    writeFileSync(join(folder.path, 'file'), '')
    expect(openStores(join(folder.path, 'file', 'data'), options)).toMatchObject({ code: 'disk' })
    if (process.getuid?.() === 0) return
    mkdirSync(home)
    chmodSync(home, 0o500)
    expect(openStores(home, options)).toMatchObject({ code: 'disk' })
    chmodSync(home, 0o700)
    expect(readdirSync(home)).toEqual([])
  })
})

describe('migrations', () => {
  it('that fail half way leave the file as it was', () => {
    const db = new Database(':memory:')
    const good = { name: 'a', sql: 'CREATE TABLE a (x INTEGER) STRICT' }
    expect(() => migrate(db, [good, { name: 'b', sql: 'NOPE' }])).toThrow(/syntax/)
    expect(schemaVersion(db)).toBe(0)
    expect(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0)
    migrate(db, [good])
    migrate(db, [good, { name: 'b', sql: 'CREATE TABLE b (x INTEGER) STRICT' }])
    expect(schemaVersion(db)).toBe(2)
    db.close()
  })

  it('of trials begins with those whose evidence is there already', () => {
    const path = join(folder.path, 'older.db')
    const older = new Database(path)
    migrate(older, safeImplementationSchema.slice(0, 1))
    older
      .prepare(
        `INSERT INTO evidence (candidate_id, project_id, verdict, improvement, risk, score, evidence, t_ms)
         VALUES ('c_1', 'p', 'improved', ?, 'LOW', 1, ?, 7)`,
      )
      .run(JSON.stringify({ estimate: 2, low: 1, high: 3 }), JSON.stringify(evidenceOf({ cost: { elapsedMs: 12.5, cpuMs: 1 } })))
    migrate(older, safeImplementationSchema)
    expect(openTrialStore(older).list('p', 'c_1')).toEqual([
      { tMs: 7, verdict: 'improved', improvement: { estimate: 2, low: 1, high: 3 }, elapsedMs: 12.5 },
    ])
    older.close()
  })

  it('take edits that a rollback overwrote out of the backups, where an older program kept them', () => {
    const older = new Database(':memory:')
    migrate(older, safeImplementationSchema.slice(0, 6))
    older.exec(`
      INSERT INTO modifications (candidate_id, project_id, title, applied_ms) VALUES ('c_1', 'p', '', 5), ('c_2', 'p', '', 9);
      INSERT INTO modification_files VALUES ('c_1', 'p', 'a.js', 'before', 'after', 420);
      INSERT INTO backups (sha256, candidate_id, project_id, path, bytes, t_ms) VALUES
        ('before', 'c_1', 'p', 'a.js', 3, 5), ('mine', 'c_1', 'p', 'a.js', 4, 7), ('other', 'c_3', 'p', 'a.js', 5, 8);`)
    migrate(older, safeImplementationSchema)
    const [edit, ...more] = openKeptEditStore(older, '/nowhere', () => '').ofChange('p', 'c_1')
    expect([edit, more]).toEqual([
      {
        id: expect.stringMatching(/^e_[0-9a-f]{10}$/),
        projectId: 'p',
        candidateId: 'c_1',
        path: 'a.js',
        sha256: 'mine',
        bytes: 4,
        mode: 420,
        cause: 'rollback',
        afterSeq: 1,
        tMs: 7,
      },
      [],
    ])
    expect(older.prepare('SELECT sha256 FROM backups ORDER BY n').pluck().all()).toEqual(['before', 'other'])
    older.close()
  })

  it('are exactly these: an edited step would leave older folders behind', () => {
    mustOpen(home).close()
    const schemas = names.map(name => {
      const db = new Database(join(home, name), { readonly: true })
      const sql = db.prepare<[], string>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name').pluck().all()
      db.close()
      return [name, sha256Of(sql.join('\n')).slice(0, 16)]
    })
    expect(Object.fromEntries(schemas)).toMatchInlineSnapshot(`
      {
        "asis_code_generation.db": "e36ec3d9c31f41bd",
        "asis_safe_implementation.db": "17ab6687f3e3a99e",
        "asis_self_modification.db": "a645ab72e4152ff7",
        "asis_self_modification_master.db": "78f3f9c55fc0dc2f",
      }
    `)
    expect(existsSync(join(home, 'asis_owner.lock'))).toBe(true)
  })
})
