import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRefused } from '../../../../src-shared/errors.ts'
import { silentLog } from '../../../platform/ports.ts'
import { startHttpHost } from '../http-host.ts'
import { askSocket, rootToken, startTestApi, tokens, type TestApi } from './testing.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ limits: { requestMs: 400, checkMs: 50 } })
}, 60_000)
afterAll(() => api.close())

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

describe('without the right token', () => {
  it.each(everywhere)('%s answers 401 and the same for every reason', async path => {
    const [none, wrong, scheme] = await Promise.all([
      api.ask(path, { token: null }),
      api.ask(path, { token: `${rootToken}x` }),
      api.ask(path, { token: null, headers: { authorization: `Basic ${rootToken}` } }),
    ])
    for (const answer of [none, wrong, scheme]) {
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
    const turn = (what: string, token: string) => api.ask(`/self-modify/${what}-autonomous`, { method: 'POST', token, body: {} })
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
  }, 60_000)
  it('a client that sends its request slowly is cut off', async () => {
    const ended = await new Promise<string>((done, reject) => {
      const socket = connect(api.port, '127.0.0.1', () => socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n'))
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
