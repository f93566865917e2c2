import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefused } from '../../../../src-shared/errors.ts'
import { silentLog } from '../../../platform/ports.ts'
import { startHttpHost } from '../http-host.ts'
import { endpoints } from './endpoints.ts'
import { askSocket, rootToken, startTestApi, tokens, type TestApi } from './testing.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ limits: { requestMs: 400, checkMs: 50 } })
})
afterAll(() => api.close())

/** With an id where one belongs. */
const posts = endpoints.filter(each => each.method === 'POST').map(each => each.path.replace('{id}', 'c_0000000001'))
const everywhere = [
  '/self-modify/status',
  '/self-modify/history',
  '/self-modify/performance-opportunities',
  '/self-modify/nothing',
  '/events',
  '/metrics',
  '/healthz',
  '/openapi.json',
]
const allRoutes = [
  ...everywhere.map(path => ['GET', path] as const),
  ...posts.map(path => ['POST', path] as const),
  ['POST', '/self-modify/nothing'],
  ['DELETE', '/self-modify/status'],
  // What the router does not understand.
  ['POST', '/self-modify/rollback/%zz'],
  ['POST', `/self-modify/rollback/${'x'.repeat(101)}`],
] as const

describe('without the right token', () => {
  it.each(allRoutes)('%s %s answers 401 and the same for every reason', async (method, path) => {
    const [none, wrong, scheme, cookie] = await Promise.all([
      api.ask(path, { method, token: null }),
      api.ask(path, { method, token: `${rootToken}x` }),
      api.ask(path, { method, token: null, headers: { authorization: `Basic ${rootToken}` } }),
      api.ask(path, { method, token: null, headers: { cookie: `asis_0=${rootToken}` } }),
    ])
    for (const answer of [none, wrong, scheme, cookie]) {
      expect([answer.status, answer.headers['www-authenticate'], answer.headers['content-type']]).toEqual([
        401,
        'Bearer',
        'application/problem+json; charset=utf-8',
      ])
      expect(answer.text).toBe(none.text)
    }
  })
  it('nothing is posted', async () => {
    expect((await api.ask('/self-modify/manual-session', { method: 'POST', token: null, body: {} })).status).toBe(401)
    expect(await api.core.call('sessions.list', { limit: 1 }, 'read')).toEqual([])
  })
})

it.each(['%zz', 'x'.repeat(101), '%E0%A4%A'])('an id that cannot be one (%s) is none', async id => {
  const answer = await api.ask(`/self-modify/rollback/${id}`, { method: 'POST', body: {} })
  expect([answer.status, answer.json?.['type'], answer.headers['x-content-type-options']]).toEqual([
    404,
    'urn:asis:not-found',
    'nosniff',
  ])
})

const turn = (what: string, token: string) => api.ask(`/self-modify/${what}-autonomous`, { method: 'POST', token, body: {} })
describe('scopes', () => {
  it('of a token bind it, and cannot be made from a weaker one', async () => {
    expect((await api.ask('/healthz', { token: tokens.read })).status).toBe(200)
    const read = await api.ask('/self-modify/manual-session', { method: 'POST', token: tokens.read, body: {} })
    expect([read.status, read.json?.['type']]).toEqual([403, 'urn:asis:forbidden'])
    const operate = await api.ask('/self-modify/rollback/c_0000000001', { method: 'POST', token: tokens.operate, body: {} })
    expect(operate.status).toBe(403)
    expect(new Set(Object.values(tokens)).size).toBe(3)
  })
  it('turning autonomous mode off needs operate, turning it on needs approve', async () => {
    expect((await turn('start', tokens.operate)).status).toBe(403)
    expect((await turn('start', tokens.approve)).json).toMatchObject({ autonomous: { on: true }, changed: true })
    expect((await turn('stop', tokens.read)).status).toBe(403)
    expect((await turn('stop', tokens.operate)).json).toMatchObject({ autonomous: { on: false }, changed: true })
  })
  it('under an emergency stop a start is a conflict that can be tried again, not a fault of the request', async () => {
    const stopped = await startTestApi()
    try {
      await stopped.core.call('control.stop', {}, 'operate')
      const answer = await stopped.ask('/self-modify/manual-session', { method: 'POST', body: {} })
      expect([answer.status, answer.json?.['type']]).toEqual([409, 'urn:asis:stopped'])
    } finally {
      await stopped.close()
    }
  })
})

describe('requests from elsewhere', () => {
  it.each([
    ['a rebound name', { host: 'evil.example:5000' }],
    ['another page', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
  ])('are refused with a valid token: %s', async (_name, headers) => {
    for (const path of ['/self-modify/status', '/events', '/self-modify/nothing'])
      expect((await api.ask(path, { headers })).status).toBe(403)
  })
  it('get no permission by a preflight', async () => {
    const answer = await api.ask('/self-modify/manual-session', {
      method: 'OPTIONS',
      token: null,
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(answer.status).toBe(403)
    expect(Object.keys(answer.headers).filter(name => name.startsWith('access-control'))).toEqual([])
  })
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'cannot send %s',
    async type => {
      const answer = await api.ask('/self-modify/manual-session', {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{}',
      })
      expect([answer.status, answer.json?.['status']]).toEqual([415, 415])
    },
  )
})

const auth = `Authorization: Bearer ${tokens.approve}\r\n`
describe('requests that two readers could understand differently', () => {
  it.each([
    ['two Host headers', `GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n${auth}Connection: close\r\n\r\n`],
    ['an absolute target', `GET http://evil/healthz HTTP/1.1\r\nHost: localhost\r\n${auth}Connection: close\r\n\r\n`],
    ['no Host', `GET /healthz HTTP/1.1\r\n${auth}Connection: close\r\n\r\n`],
    [
      'Content-Length and Transfer-Encoding',
      `POST /self-modify/manual-session HTTP/1.1\r\nHost: localhost\r\n${auth}Content-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ],
    [
      'two lengths',
      `POST /healthz HTTP/1.1\r\nHost: localhost\r\n${auth}Content-Length: 2\r\nContent-Length: 3\r\nConnection: close\r\n\r\n{}`,
    ],
  ])('%s', async (_name, bytes) => {
    expect(await api.raw(bytes)).toMatch(/^HTTP\/1\.1 400 /)
  })
})

const post = (body: unknown) => api.ask('/self-modify/manual-session', { method: 'POST', body })
describe('bodies', () => {
  it('of more than 1 MB are refused', async () => {
    expect((await post({ x: 'x'.repeat(1 << 20) })).status).toBe(413)
  })
  it.each([
    ['broken JSON', '{'],
    ['a __proto__ key', '{"__proto__":{"budget_ms":1000}}'],
    ['a constructor key', '{"constructor":{"prototype":{}}}'],
    ['an unknown field', { budget_ms: 1000, other: 1 }],
    ['a wrong type', { target_metrics: 'all' }],
    ['no object', '[]'],
    ['a goal of nothing', { improvement_goals: { latency: 0 } }],
  ])('with %s are 400 and change nothing', async (_name, body) => {
    const answer = await post(body)
    expect([answer.status, answer.json?.['status']]).toEqual([400, 400])
    expect(await api.core.call('sessions.list', { limit: 1 }, 'read')).toEqual([])
  })
})

describe('every POST', () => {
  it.each(posts)('%s refuses fields that it does not know, __proto__, and text', async path => {
    const statuses = await Promise.all(
      ['{"other":1}', '{"__proto__":{"on":true}}', '{"a":{"__proto__":1}}', '"text"'].map(body =>
        api.ask(path, { method: 'POST', body }).then(answer => answer.status),
      ),
    )
    expect(statuses).toEqual([400, 400, 400, 400])
    const text = await api.ask(path, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' })
    expect(text.status).toBe(415)
  })
  it('an unknown query is refused as well', async () => {
    expect((await api.ask('/self-modify/history?limit=1&other=1')).status).toBe(400)
  })
})

describe('what does not exist', () => {
  it.each(['c_0000000001', 'nonsense', '%2e%2e', 'c_000000000G'])('modification %s is a problem document', async id => {
    const answer = await api.ask(`/self-modify/rollback/${id}`, { method: 'POST', body: {} })
    expect([answer.status, answer.headers['content-type'], answer.json?.['type']]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
      'urn:asis:not-found',
    ])
  })
  it('an unknown metric is named', async () => {
    const answer = await api.ask('/self-modify/manual-session', { method: 'POST', body: { target_metrics: ['nothing'] } })
    expect([answer.status, String(answer.json?.['detail']).includes('nothing')]).toEqual([404, true])
  })
  it('another method is no way round', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'])
      expect((await api.ask('/self-modify/start-autonomous', { method })).status).toBe(404)
  })
})

describe('load', () => {
  it('of 1,000 requests at once is answered', async () => {
    const answers = await Promise.all(Array.from({ length: 1000 }, () => api.ask('/healthz').then(answer => answer.status)))
    expect(answers.filter(status => status !== 200)).toEqual([])
  })
  it('of 1,000 that change something at once ends in one state, and none fails', async () => {
    const start = () => turn('start', tokens.approve).then(answer => answer.json?.['autonomous'])
    const answers = await Promise.all(Array.from({ length: 1000 }, start))
    expect(answers.filter(answer => (answer as { on?: boolean } | undefined)?.on !== true)).toEqual([])
    expect((await turn('stop', tokens.operate)).json).toMatchObject({ autonomous: { on: false }, changed: true })
    expect(await api.core.call('journal.verify', {}, 'read')).toMatchObject({ ok: true })
  })
  it.each([
    ['headers', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n'],
    [
      'body',
      `POST /self-modify/start-autonomous HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${rootToken}\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"interval`,
    ],
  ])('a client that sends its %s slowly is cut off', async (_what, bytes) => {
    const ended = await new Promise<string>((done, reject) => {
      const socket = connect(api.port, '127.0.0.1', () => socket.write(bytes))
      let received = ''
      socket.on('data', part => (received += part.toString()))
      socket.on('close', () => done(received))
      socket.on('error', reject)
    })
    expect(ended).toMatch(/^HTTP\/1\.1 408 /)
  })
})

describe('other ways in', () => {
  it('a socket file serves its owner without a token, in a folder for the owner alone', async () => {
    const socketPath = join(api.folder, 'run', 'asis.sock')
    const own = await startHttpHost(api.core, {
      port: 0,
      rendererDir: api.folder,
      scope: 'read',
      token: rootToken,
      socketPath,
      log: silentLog,
    })
    if (isRefused(own)) throw new Error(own.message)
    try {
      expect((await askSocket(socketPath, '/healthz')).status).toBe(200)
      expect((await askSocket(socketPath, '/healthz', { headers: { host: 'evil.example' } })).status).toBe(403)
      expect(statSync(join(api.folder, 'run')).mode & 0o777).toBe(0o700)
    } finally {
      await own.close()
    }
  })
  it('without authentication foreign pages are refused still', async () => {
    const open = await startTestApi({ auth: false, scope: 'operate' })
    try {
      expect((await open.ask('/healthz', { token: null })).status).toBe(200)
      expect((await open.ask('/healthz', { token: null, headers: { origin: 'https://evil.example' } })).status).toBe(403)
      expect((await open.ask('/healthz', { token: null, headers: { host: 'evil.example' } })).status).toBe(403)
      expect((await open.ask('/healthz', { token: `${rootToken}x` })).status).toBe(401)
      const beyond = await open.ask('/self-modify/start-autonomous', { method: 'POST', token: null, body: {} })
      expect(beyond.status).toBe(403)
    } finally {
      await open.close()
    }
  })
  it('a port in use is refused with the name of who has it', async () => {
    const again = await startHttpHost(api.core, { port: api.port, rendererDir: api.folder, scope: 'read', log: silentLog })
    expect(again).toMatchObject({ kind: 'refused', code: 'busy' })
    if (process.platform === 'linux') expect(isRefused(again) && again.message).toContain(`(process ${process.pid})`)
  })
})
