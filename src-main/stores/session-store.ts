/** Sessions and settings: small JSON values under a key. */
import type { Database } from 'better-sqlite3'
import type { Session } from '../../src-shared/domain/session.ts'
import { ownJson } from './own-json.ts'
import type { SessionStore, SettingsStore } from './stores.ts'

export function openSessionStore(db: Database): SessionStore {
  const put = db.prepare<[string, string, string, number, string]>(
    `INSERT INTO sessions (id, project_id, state, started_ms, session) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET state = excluded.state, session = excluded.session`,
  )
  const select = db.prepare<[string, string], string>('SELECT session FROM sessions WHERE id = ? AND project_id = ?').pluck()
  const page = db
    .prepare<[string, number], string>(
      'SELECT session FROM sessions WHERE project_id = ? ORDER BY started_ms DESC, rowid DESC LIMIT ?',
    )
    .pluck()
  const running = db.prepare<[], { projectId: string; session: string }>(
    `SELECT project_id AS projectId, session FROM sessions WHERE state = 'running' ORDER BY started_ms`,
  )
  return {
    put: (projectId, session) => {
      put.run(session.id, projectId, session.state, session.startedMs, JSON.stringify(session))
    },
    get(projectId, id) {
      const text = select.get(id, projectId)
      return text === undefined ? null : ownJson<Session>(text)
    },
    list: (projectId, limit) => page.all(projectId, limit).map(text => ownJson<Session>(text)),
    running: () => running.all().map(row => ({ projectId: row.projectId, session: ownJson<Session>(row.session) })),
  }
}

export function openSettingsStore(db: Database): SettingsStore {
  const put = db.prepare<[string, string, string, number]>(
    `INSERT INTO settings (project_id, key, value, t_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, t_ms = excluded.t_ms`,
  )
  const select = db.prepare<[string, string], string>('SELECT value FROM settings WHERE project_id = ? AND key = ?').pluck()
  return {
    get(projectId, key) {
      const text = select.get(projectId, key)
      return text === undefined ? null : ownJson<unknown>(text)
    },
    set: (projectId, key, value, nowMs) => {
      put.run(projectId, key, JSON.stringify(value ?? null), nowMs)
    },
  }
}
