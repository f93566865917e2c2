/** The seven endpoints on the real core with the real sandbox: a session is started, its change approved, looked up, rolled back; every answer fits the document. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, tokens, type Answer, type TestApi } from '../src-main/hosts/http/api/testing.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

type Json = Record<string, never>
const jsonOf = (answer: Answer): Json => answer.json as Json
const post = (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  api.ask(path, { method: 'POST', body, headers })

/** The first event with this name on GET /events. `opened` is called when the stream is there. */
const nextEvent = (name: string, opened: () => void): Promise<Json> =>
  new Promise((done, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: api.port, path: '/events', headers: { authorization: `Bearer ${tokens.read}` } },
      response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          if (text === '') opened()
          text += part
          const found = new RegExp(`event: ${name}\ndata: (.*)\n\n`).exec(text)
          if (!found) return
          outgoing.destroy()
          done(JSON.parse(found[1]!) as Json)
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end()
  })

/** What the document promises, as far as names go: every required one is there, in the answer and below. */
const missingIn = (schema: Json, value: unknown, at = '$'): string[] => {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((each, i) => missingIn((schema['items'] ?? {}) as Json, each, `${at}[${i}]`))
  if (typeof value !== 'object') return []
  const properties = (schema['properties'] ?? {}) as Record<string, Json>
  const lacking = ((schema['required'] ?? []) as string[])
    .filter(name => !(name in value))
    .map(name => `${at}.${name} is missing`)
  const strange =
    Object.keys(schema['properties'] ?? {}).length === 0 ? [] : Object.keys(value).filter(name => !(name in properties))
  return [
    ...lacking,
    ...strange.map(name => `${at}.${name} is not in the document`),
    ...Object.entries(value).flatMap(([name, inner]) => missingIn(properties[name] ?? ({} as Json), inner, `${at}.${name}`)),
  ]
}
const fits = async (method: string, path: string, answer: Answer): Promise<void> => {
  const document = jsonOf(await api.ask('/openapi.json')) as unknown as {
    paths: Record<string, Record<string, { responses: Record<string, { content: Record<string, { schema: Json }> }> }>>
  }
  const schema = document.paths[path]?.[method]?.responses[String(answer.status)]?.content['application/json']?.schema
  expect([path, answer.status, schema === undefined]).toEqual([path, answer.status, false])
  expect(missingIn(schema!, answer.json)).toEqual([])
}

describe('over HTTP', () => {
  it('a first look: status, opportunities, history and figures of a project that was never measured', async () => {
    const status = await api.ask('/self-modify/status', { token: tokens.read })
    await fits('get', '/self-modify/status', status)
    expect(status.json).toMatchObject({ status: { state: 'idle', version: expect.any(String) }, history: { gain: 1 } })
    const opportunities = await api.ask('/self-modify/performance-opportunities', { token: tokens.read })
    await fits('get', '/self-modify/performance-opportunities', opportunities)
    const history = await api.ask('/self-modify/history', { token: tokens.read })
    await fits('get', '/self-modify/history', history)
    expect(history.json).toMatchObject({ modifications: [], next_after: null })
    const metrics = await api.ask('/metrics', { token: tokens.read })
    expect(metrics.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    expect(metrics.text).toMatch(/^asis_candidates\{state="kept"\} 0$/m)
    expect(metrics.text.endsWith('# EOF\n')).toBe(true)
  })

  it('autonomous mode is started once and stopped once', async () => {
    const started = await post('/self-modify/start-autonomous', { interval_ms: 86_400_000 })
    await fits('post', '/self-modify/start-autonomous', started)
    expect(started.json).toMatchObject({ autonomous: { on: true }, changed: true })
    expect((await post('/self-modify/start-autonomous')).json).toMatchObject({ autonomous: { on: true }, changed: false })
    expect((await post('/self-modify/stop-autonomous')).json).toMatchObject({ autonomous: { on: false }, changed: true })
    expect((await post('/self-modify/stop-autonomous')).json).toMatchObject({ autonomous: { on: false }, changed: false })
    // A cycle that had begun is over before the next test begins its own session.
    await api.core.call('session.cancel', {}, 'approve')
  })

  it('a session is started once, its change approved, found in the history and rolled back once', async () => {
    let first: Promise<[Answer, Answer, Answer, Answer, Answer]> | null = null
    const ended = await nextEvent('session.ended', () => {
      const key = { 'idempotency-key': 'journey-1' }
      const body = { improvement_goals: {} }
      first = (async () => [
        await post('/self-modify/manual-session', body, key),
        await post('/self-modify/manual-session', body, key),
        await post('/self-modify/manual-session', body),
        await post('/self-modify/manual-session', { ...body, budget_ms: 86_400_000 }),
        await post('/self-modify/manual-session', { target_metrics: ['no-such-metric'] }),
      ])()
    })
    const [started, repeated, second, other, unknown] = await first!
    await fits('post', '/self-modify/manual-session', started)
    expect([started.status, jsonOf(started)['started']]).toEqual([202, true])
    expect(repeated.json).toEqual(started.json)
    expect(second.json).toMatchObject({
      started: false,
      session: { id: (started.json as never as { session: { id: string } }).session.id },
    })
    // Another request is not answered by what runs, and one that makes no sense is told so whatever runs.
    expect([other.status, unknown.status]).toEqual([409, 404])
    expect(JSON.stringify(other.json)).toContain((started.json as never as { session: { id: string } }).session.id)
    expect(ended).toMatchObject({ state: 'finished' })

    const waiting = (await api.core.call('candidates.list', { states: ['awaiting-review'], limit: 5 }, 'read')) as unknown as {
      id: string
      diffSha256: string
      paths: string[]
    }[]
    expect(waiting.length).toBeGreaterThan(0)
    const { id, diffSha256, paths } = waiting[0]!
    const file = join(api.folder, 'project', paths[0]!)
    const before = readFileSync(file)
    expect(await api.core.call('candidates.approve', { id, diffSha256 }, 'approve')).toMatchObject({ state: 'applied' })
    expect(readFileSync(file).equals(before)).toBe(false)

    const history = await api.ask('/self-modify/history?limit=1')
    await fits('get', '/self-modify/history', history)
    expect(history.json).toMatchObject({ modifications: [{ id }], next_after: id, summary: { in_effect: 1 } })

    const rolled = await post(`/self-modify/rollback/${id}`, { reason: 'by the test' })
    await fits('post', '/self-modify/rollback/{id}', rolled)
    expect(rolled.json).toMatchObject({
      modification: { id, state: 'rolled-back', note: expect.stringContaining('by the test') },
    })
    expect(readFileSync(file).equals(before)).toBe(true)
    expect((await post(`/self-modify/rollback/${id}`)).json).toEqual(rolled.json)
  }, 600_000)
})
