import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createScriptedCore, type ScriptedCore } from '../../../e2e/fixtures/scripted-core.ts'
import { pageKeyHeader } from '../../../src-shared/api/wire.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import { silentLog } from '../../platform/ports.ts'
import { systemRandom } from '../../platform/random.ts'
import { accessToken, currentToken, tokenOf } from './access-token.ts'
import { startHttpHost, type HttpHost, type HttpHostOptions } from './http-host.ts'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}
/** As a browser does: what the launch link brought is kept by address and sent with the cookie. */
const pageKeys = new Map<string, string>()
const withKey = (url: string, headers: Record<string, string> = {}): Record<string, string> => {
  const host = headers['host'] ?? new URL(url).host
  const key = (headers['cookie'] ?? '').split('; ').flatMap(cookie => pageKeys.get(`${host} ${cookie}`) ?? [])
  return { [pageKeyHeader]: key.join(','), ...headers }
}
/** Not fetch: it forbids to set Host, Origin and Cookie, which is what is tested here. */
const ask = (url: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    // No connection is kept: the next host on the same port is another one.
    const where = { agent: false, method: options.method ?? 'GET', headers: withKey(url, options.headers) } as const
    const outgoing = httpRequest(url, where, response => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (body += part))
      response.on('end', () => {
        const cookie = response.headers['set-cookie']?.[0]?.split(';')[0]
        const key = /#key=([\w-]+)$/.exec(response.headers.location ?? '')?.[1]
        if (cookie && key) pageKeys.set(`${options.headers?.['host'] ?? new URL(url).host} ${cookie}`, key)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      })
      response.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(options.body)
  })

let folder: string
let core: ScriptedCore
let host: HttpHost

const start = async (options: Partial<HttpHostOptions> = {}): Promise<HttpHost> => {
  const started = await startHttpHost(core, { port: 0, rendererDir: folder, scope: 'approve', log: silentLog, ...options })
  if (isRefused(started)) throw new Error(started.message)
  return started
}
const enter = async (at: HttpHost, name?: string): Promise<string> => {
  const answer = await ask(at.newLaunchUrl(name))
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}
const call = (at: HttpHost, method: string, input: unknown, headers: Record<string, string>): Promise<Answer> =>
  ask(`${at.url}api/call/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(input),
  })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asis-pages-'))
  writeFileSync(join(folder, 'index.html'), '<script nonce="__CSP_NONCE__" src="./assets/a.js"></script>')
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'assets', 'a.js'), 'export {}')
  core = createScriptedCore('much')
  host = await start()
})
afterEach(async () => {
  await host.close()
  await core.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the launch link', () => {
  it('is exchanged once for a cookie that scripts and other sites cannot use', async () => {
    const first = await ask(host.launchUrl)
    expect(first.status).toBe(303)
    expect(first.headers.location).toMatch(/^\/#key=[\w-]{43}$/)
    expect(first.headers['set-cookie']?.[0]).toMatch(
      /^asis_[0-9a-f]{12}=[\w-]+\.[\w-]{22}\.approve\.[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/,
    )
    const second = await ask(host.launchUrl)
    expect(second.status).toBe(401)
    expect(second.headers['set-cookie']).toBeUndefined()
    expect(second.body).toContain('asis serve')
  })
  it('may be followed from another site, since its token is the proof', async () => {
    expect((await ask(host.launchUrl, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(303)
  })
  it('does not open another host', async () => {
    const cookie = await enter(host)
    const other = await start()
    try {
      expect((await ask(other.url, { headers: { cookie } })).status).toBe(401)
    } finally {
      await other.close()
    }
  })
})

const home = (): string => join(folder, 'data')
const startAt = (port: number, more: Partial<HttpHostOptions> = {}): Promise<HttpHost> =>
  start({ port, token: currentToken(home()), instance: home(), ...more })
const restart = async (at: HttpHost, more: Partial<HttpHostOptions> = {}): Promise<HttpHost> => {
  const port = Number(new URL(at.url).port)
  await at.close()
  return startAt(port, more)
}
describe('a restart', () => {
  let own: HttpHost
  beforeEach(async () => {
    accessToken(home(), systemRandom)
    own = await startAt(0)
  })
  afterEach(() => own.close())

  it('on the same port and data folder lets the open browser go on, without a new link', async () => {
    const cookie = await enter(own)
    const unused = own.newLaunchUrl()
    own = await restart(own)
    expect((await ask(own.url, { headers: { cookie } })).status).toBe(200)
    expect((await call(own, 'status.get', {}, { cookie })).status).toBe(200)
    // A link is known to the host that made it only.
    expect((await ask(unused)).status).toBe(401)
    expect((await call(own, 'status.get', {}, {})).status).toBe(401)
  })
  it('decides anew what browsers may do', async () => {
    const cookie = await enter(own)
    own = await restart(own, { scope: 'read' })
    expect((await call(own, 'session.start', {}, { cookie })).status).toBe(403)
    expect(JSON.parse((await call(own, 'status.get', {}, { cookie })).body)).toMatchObject({ value: { mayApprove: false } })
  })
  it('never gives a browser more than the host did that let it in', async () => {
    own = await restart(own, { scope: 'read' })
    const cookie = await enter(own)
    own = await restart(own)
    expect((await ask(own.url, { headers: { cookie } })).status).toBe(200)
    expect((await call(own, 'session.start', {}, { cookie })).status).toBe(403)
    expect((await call(own, 'session.cancel', {}, { cookie: await enter(own) })).status).toBe(200)
  })
  it('does not let in who was let in by another data folder, or more than 30 days ago', async () => {
    const cookie = await enter(own)
    const value = cookie.slice(cookie.indexOf('='))
    own = await restart(own, { nowMs: () => Date.now() + 30 * 86_400_000 + 60_000 })
    expect((await ask(own.url, { headers: { cookie } })).status).toBe(401)
    own = await restart(own, { instance: 'another' })
    const name = (await enter(own)).split('=')[0]
    expect((await ask(own.url, { headers: { cookie: name + value } })).status).toBe(401)
  })
  it('is not needed for a new token to sign everybody out: browsers, programs, unused links', async () => {
    const cookie = await enter(own)
    const unused = own.newLaunchUrl()
    const old = accessToken(home(), systemRandom)
    if (isRefused(old)) throw new Error(old.message)
    expect((await call(own, 'status.get', {}, { authorization: `Bearer ${old}` })).status).toBe(200)
    const fresh = accessToken(home(), systemRandom, true)
    expect((await call(own, 'status.get', {}, { cookie })).status).toBe(401)
    expect((await call(own, 'status.get', {}, { authorization: `Bearer ${old}` })).status).toBe(401)
    expect((await ask(unused)).status).toBe(401)
    expect((await call(own, 'status.get', {}, { authorization: `Bearer ${String(fresh)}` })).status).toBe(200)
    expect((await call(own, 'status.get', {}, { cookie: await enter(own) })).status).toBe(200)
    own = await restart(own)
    expect((await call(own, 'status.get', {}, { cookie })).status).toBe(401)
  })
  it('is not needed either for an open stream to end, and nothing is sent on it any more', async () => {
    const cookie = await enter(own)
    const seen = await new Promise<string>((resolve, reject) => {
      const outgoing = httpRequest(`${own.url}api/events`, { headers: withKey(own.url, { cookie }) }, response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          if (text === '') {
            accessToken(home(), systemRandom, true)
            core.emit('status.changed', { nowMs: 7 })
          }
          text += part
        })
        response.on('end', () => resolve(text))
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
    expect(seen).toContain('event: beat')
    expect(seen).not.toContain('status.changed')
  })
})

describe('without a key', () => {
  it.each(['', 'assets/a.js', 'api/events', 'nothing'])('answers 401 for /%s', async path => {
    expect((await ask(`${host.url}${path}`)).status).toBe(401)
  })
  it('answers 401 for calls and does not tell whether the method exists', async () => {
    const known = await call(host, 'status.get', {}, {})
    const unknown = await call(host, 'no.such', {}, {})
    expect([known.status, unknown.status]).toEqual([401, 401])
    expect(known.body).toBe(unknown.body)
  })
})

describe('requests from elsewhere', () => {
  it.each([
    ['a rebound name', { host: 'evil.example' }],
    ['a rebound name that starts like ours', { host: '127.0.0.1.evil.example' }],
    ['another page', { origin: 'https://evil.example' }],
    ['a page on another local port', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a link of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of the same site', { 'sec-fetch-site': 'same-site' }],
  ])('are refused with a valid cookie: %s', async (_name, headers) => {
    const cookie = await enter(host)
    const answer = await call(host, 'session.start', {}, { cookie, ...headers })
    expect(answer.status).toBe(403)
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })
  it.each(['localhost:9000', '127.0.0.1:9000', '[::1]:9000', 'localhost'])(
    'may come through a tunnel, from the launch link to the events: %s',
    async name => {
      const through = { host: name, origin: `http://${name}`, 'sec-fetch-site': 'same-origin' }
      const link = await ask(host.launchUrl, { headers: { host: name } })
      // Relative: whatever the browser calls this host, it stays there.
      expect([link.status, link.headers.location?.slice(0, 6)]).toEqual([303, '/#key='])
      const cookie = link.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
      expect((await ask(host.url, { headers: { host: name, cookie } })).status).toBe(200)
      expect((await call(host, 'status.get', {}, { ...through, cookie })).status).toBe(200)
      expect((await call(host, 'status.get', {}, { ...through, origin: 'http://localhost:9001', cookie })).status).toBe(403)
      const events = await new Promise<number | undefined>((resolve, reject) => {
        const outgoing = httpRequest(
          `${host.url}api/events`,
          { headers: withKey(host.url, { ...through, cookie }) },
          response => {
            resolve(response.statusCode)
            response.destroy()
          },
        )
        outgoing.on('error', reject)
        outgoing.end()
      })
      expect(events).toBe(200)
    },
  )
  it('keep their keys apart when two hosts are behind two tunnels', async () => {
    const [a, b] = [await start({ instance: 'machine a' }), await start({ instance: 'machine b' })]
    const again = await start({ instance: 'machine a' })
    try {
      const [nameA, nameB, nameAgain] = await Promise.all([a, b, again].map(async at => (await enter(at)).split('=')[0]))
      expect(nameA).not.toBe(nameB)
      expect(nameAgain).toBe(nameA)
      // Both cookies are sent to either: each finds its own.
      const both = `${await enter(a)}; ${await enter(b)}`
      for (const at of [a, b]) expect((await call(at, 'status.get', {}, { cookie: both })).status).toBe(200)
    } finally {
      for (const each of [a, b, again]) await each.close()
    }
  })
})

describe('the cookie alone, which every port of this machine receives,', () => {
  const paths = ['api/events', 'events', 'self-modify/status', 'self-modify/history', 'metrics', 'healthz'] as const
  it('opens the pages as they are built, and nothing that is in them', async () => {
    const cookie = await enter(host)
    const bare = { cookie, [pageKeyHeader]: '' }
    expect((await ask(host.url, { headers: bare })).status).toBe(200)
    for (const path of paths) expect([path, (await ask(`${host.url}${path}`, { headers: bare })).status]).toEqual([path, 401])
    for (const method of ['status.get', 'candidates.approve', 'session.start'])
      expect([method, (await call(host, method, {}, bare)).status]).toEqual([method, 401])
    const rollback = await ask(`${host.url}self-modify/rollback/c_0000000001`, { method: 'POST', headers: bare })
    expect(rollback.status).toBe(401)
  })
  it('is not helped by the key of another browser, of another address, or one that is nearly right', async () => {
    const [cookie, other] = [await enter(host), await enter(host)]
    const [own, foreign] = [withKey(host.url, { cookie })[pageKeyHeader]!, withKey(host.url, { cookie: other })[pageKeyHeader]!]
    expect((await call(host, 'status.get', {}, { cookie })).status).toBe(200)
    const wrong = [foreign, `${own}x`, own.slice(1), own.toLowerCase(), '', ' ', `${'x,'.repeat(9)}${own}`]
    for (const key of wrong) expect((await call(host, 'status.get', {}, { cookie, [pageKeyHeader]: key })).status).toBe(401)
    const elsewhere = { cookie, host: 'localhost:6000', [pageKeyHeader]: own }
    expect((await call(host, 'status.get', {}, elsewhere)).status).toBe(401)
    expect((await call(host, 'status.get', {}, { cookie, [pageKeyHeader]: `${foreign},${own}` })).status).toBe(200)
  })
})

const openStream = (headers: Record<string, string>, method = 'GET') =>
  new Promise<{ readonly status: number | undefined; end(): void }>((resolve, reject) => {
    const outgoing = httpRequest(
      `${host.url}api/events`,
      { method, agent: false, headers: withKey(host.url, headers) },
      response => {
        response.resume()
        resolve({ status: response.statusCode, end: () => outgoing.destroy() })
      },
    )
    outgoing.on('error', reject)
    outgoing.end()
  })

describe('streams', () => {
  it('are bounded for one browser, and leave room for another one', async () => {
    const [cookie, other] = [await enter(host), await enter(host)]
    const opened = []
    for (let i = 0; i < 16; i++) opened.push(await openStream({ cookie }))
    expect(opened.map(each => each.status)).toEqual(opened.map(() => 200))
    const [refused, welcome] = [await openStream({ cookie }), await openStream({ cookie: other })]
    expect([refused.status, welcome.status]).toEqual([429, 200])
    for (const each of [...opened, refused, welcome]) each.end()
  })
  it('asked for with HEAD end', async () => {
    const cookie = await enter(host)
    for (const path of ['api/events', 'events']) {
      const answer = await ask(`${host.url}${path}`, { method: 'HEAD', headers: { cookie } })
      expect([answer.status, answer.body]).toEqual([200, ''])
      expect(answer.headers['content-type']).toContain('text/event-stream')
    }
  })
})

describe('calls', () => {
  it('answer the value of the core', async () => {
    const answer = await call(host, 'status.get', {}, { cookie: await enter(host) })
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(JSON.parse(answer.body)).toMatchObject({ ok: true, value: { state: 'idle', mayApprove: true } })
  })
  it('that are refused answer the code, and a conflict is 409', async () => {
    const cookie = await enter(host)
    const answer = await call(host, 'candidates.approve', { id: 'c_0000000001', diffSha256: '0'.repeat(64) }, { cookie })
    expect(answer.status).toBe(409)
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'not-approved' } })
  })
  it('to an unknown method are 404, also for names that every object has', async () => {
    const cookie = await enter(host)
    expect((await call(host, 'no.such', {}, { cookie })).status).toBe(404)
    expect((await call(host, 'constructor', {}, { cookie })).status).toBe(404)
  })
  it('that meet a defect say one sentence and no stack', async () => {
    const cookie = await enter(host)
    core.breakDown(true)
    const answer = await call(host, 'metrics.list', {}, { cookie })
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'store-corrupt' } })
    expect(answer.body).not.toContain('.ts')
  })
  it('with a body that a foreign page could send unasked are refused', async () => {
    const cookie = await enter(host)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await ask(`${host.url}api/call/status.get`, {
        method: 'POST',
        headers: { cookie, 'content-type': type },
        body: '{}',
      })
      expect([type, answer.status]).toEqual([type, 415])
    }
  })
  it('with more than 1 MB or with broken JSON are refused', async () => {
    const cookie = await enter(host)
    const large = JSON.stringify({ x: 'x'.repeat(1 << 20) })
    const headers = { cookie, 'content-type': 'application/json' }
    expect((await ask(`${host.url}api/call/status.get`, { method: 'POST', headers, body: large })).status).toBe(413)
    expect((await ask(`${host.url}api/call/status.get`, { method: 'POST', headers, body: '{' })).status).toBe(400)
  })
  it('of a read-only host cannot change anything', async () => {
    const readOnly = await start({ scope: 'read' })
    try {
      const cookie = await enter(readOnly)
      expect(JSON.parse((await call(readOnly, 'status.get', {}, { cookie })).body)).toMatchObject({
        value: { mayApprove: false },
      })
      expect((await call(readOnly, 'session.start', {}, { cookie })).status).toBe(403)
    } finally {
      await readOnly.close()
    }
  })
  it('take a bearer token instead of the cookie, only where one was set and only that one', async () => {
    const token = `asis_${'a'.repeat(43)}`
    const withToken = await start({ token })
    try {
      expect((await call(withToken, 'status.get', {}, { authorization: `Bearer ${token}` })).status).toBe(200)
      expect((await call(withToken, 'status.get', {}, { authorization: `Bearer ${token}b` })).status).toBe(401)
      expect((await call(host, 'status.get', {}, { authorization: `Bearer ${token}` })).status).toBe(401)
    } finally {
      await withToken.close()
    }
  })
})

describe('the pages', () => {
  it('carry a new nonce in the policy and in the text each time', async () => {
    const headers = { cookie: await enter(host) }
    const [a, b] = [await ask(host.url, { headers }), await ask(host.url, { headers })]
    const nonce = /'nonce-([\w-]+)'/.exec(String(a.headers['content-security-policy']))?.[1]
    expect(a.body).toBe(`<script nonce="${nonce}" src="./assets/a.js"></script>`)
    expect(a.body).not.toBe(b.body)
    expect(a.headers['cache-control']).toBe('no-store')
    expect(String(a.headers['content-security-policy'])).toContain("script-src 'self';")
  })
  it('are files of the renderer only', async () => {
    const headers = { cookie: await enter(host) }
    const script = await ask(`${host.url}assets/a.js`, { headers })
    expect([script.status, script.headers['x-content-type-options']]).toEqual([200, 'nosniff'])
    for (const path of ['index.html', '..%2f..%2fetc%2fpasswd', 'assets/..%2f..%2f..%2fetc%2fpasswd']) {
      expect([path, (await ask(`${host.url}${path}`, { headers })).status]).toEqual([path, 404])
    }
  })
})

describe('the stream', () => {
  it('carries the events of the core to every page, and ends with the host', async () => {
    const cookie = await enter(host)
    const seen = await new Promise<string>((resolve, reject) => {
      const outgoing = httpRequest(`${host.url}api/events`, { headers: withKey(host.url, { cookie }) }, response => {
        expect(response.headers['content-type']).toContain('text/event-stream')
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
          if (text.includes('event: beat') && !text.includes('status.changed')) core.emit('status.changed', { nowMs: 7 })
          if (text.includes('"nowMs":7}\n\n')) void host.close()
        })
        response.on('end', () => resolve(text))
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
    expect(seen).toContain('event: status.changed\ndata: {"nowMs":7}\n\n')
  })
})

describe('a page that does not read', () => {
  it('is cut off instead of kept in memory', async () => {
    const cookie = await enter(host)
    const { port } = new URL(host.url)
    const socket = connect(Number(port), '127.0.0.1')
    const key = withKey(host.url, { cookie })[pageKeyHeader]
    const name = new URL(host.url).host
    socket.write(`GET /api/events HTTP/1.1\r\nHost: ${name}\r\nCookie: ${cookie}\r\n${pageKeyHeader}: ${key}\r\n\r\n`)
    await once(socket, 'data')
    socket.pause()
    let received = 0
    socket.on('data', part => (received += part.length))
    socket.pause()
    socket.on('error', () => {})
    const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
    const [pieces, length] = [64, 1 << 20]
    for (let i = 0; i < pieces; i++) {
      core.emit('project.changed', { root: 'x'.repeat(length) })
      await setImmediate()
    }
    socket.resume()
    await closed
    expect(received).toBeLessThan(pieces * length)
  })
})

describe('starting', () => {
  it('serves the other loopback address as well, where there is one', async () => {
    const other = host.url.replace('127.0.0.1', '[::1]')
    const answer = await ask(other).catch((error: NodeJS.ErrnoException) => error.code)
    // A machine without IPv6 has no such address; then nothing must listen there.
    expect(typeof answer === 'object' ? answer.status : answer).toSatisfy(
      got => got === 401 || got === 'EADDRNOTAVAIL' || got === 'ECONNREFUSED',
    )
  })
  it('refuses a port that is in use, and addresses that others can reach', async () => {
    const port = Number(new URL(host.url).port)
    expect(await startHttpHost(core, { port, rendererDir: folder, scope: 'read', log: silentLog })).toMatchObject({
      kind: 'refused',
      code: 'busy',
    })
    expect(
      await startHttpHost(core, { port: 0, host: '0.0.0.0', rendererDir: folder, scope: 'read', log: silentLog }),
    ).toMatchObject({ kind: 'refused', code: 'bad-input' })
  })
  it('on both addresses or not at all', async ({ skip }) => {
    const other = createServer()
    const failed = await new Promise<Error | null>(resolve => {
      other.once('error', resolve)
      other.listen({ port: 0, host: '::1', ipv6Only: true }, () => resolve(null))
    })
    if (failed) skip('this machine has no IPv6')
    const { port } = other.address() as { port: number }
    try {
      expect(await startHttpHost(core, { port, rendererDir: folder, scope: 'read', log: silentLog })).toMatchObject({
        kind: 'refused',
        code: 'busy',
      })
      await expect(ask(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    } finally {
      other.close()
    }
  })
  it('gives the port back when closed', async () => {
    const port = Number(new URL(host.url).port)
    await host.close()
    host = await start({ port })
    expect(Number(new URL(host.url).port)).toBe(port)
  })
})

const encoded = (text: string): string => Buffer.from(text).toString('base64url')

describe('who decides', () => {
  /** Names that the core was called by. */
  const heard: (string | undefined)[] = []
  beforeEach(async () => {
    heard.length = 0
    await host.close()
    const inner = core
    core = {
      ...inner,
      call: (method, input, scope, caller) => (heard.push(caller?.name ?? 'operator'), inner.call(method, input, scope, caller)),
    }
    host = await start({ token: 'asis_the-token-of-this-test', approver: 'maria' })
  })

  it('is who the link was made for, in every tab with its cookie', async () => {
    const [maria, jo] = [await enter(host), await enter(host, 'jo')]
    for (const cookie of [maria, jo, maria]) await call(host, 'status.get', {}, { cookie })
    expect(heard).toEqual(['maria', 'jo', 'maria'])
  })
  it('is nobody in particular where no name was given', async () => {
    await host.close()
    host = await start()
    await call(host, 'status.get', {}, { cookie: await enter(host) })
    expect(heard).toEqual(['operator'])
  })
  it('is who a token was made for, over the calls of the pages and over the endpoints', async () => {
    const token = 'asis_the-token-of-this-test'
    const authorization = `Bearer ${tokenOf(token, 'approve', 'Jürgen K')}`
    await call(host, 'status.get', {}, { authorization })
    await ask(`${host.url}self-modify/history`, { headers: { authorization } })
    await call(host, 'status.get', {}, { authorization: `Bearer ${token}` })
    expect([...new Set(heard)]).toEqual(['Jürgen K', 'operator'])
  })
  it('cannot be changed by whoever holds the token of one person', async () => {
    const token = tokenOf('asis_the-token-of-this-test', 'read', 'maria')
    const forged = [
      token.replace(encoded('maria'), encoded('jo')),
      token.replace('asis_read', 'asis_approve'),
      `${token}x`,
      token.replace(/\.[^.]*\./, '_'),
    ]
    for (const each of forged)
      expect([each, (await call(host, 'status.get', {}, { authorization: `Bearer ${each}` })).status]).toEqual([each, 401])
    expect((await call(host, 'control.resume', {}, { authorization: `Bearer ${token}` })).status).toBe(403)
  })
  it('needs a name that can stand in a decision', async () => {
    const started = await startHttpHost(core, {
      port: 0,
      rendererDir: folder,
      scope: 'read',
      log: silentLog,
      approver: 'policy:low',
    })
    expect(started).toMatchObject({ code: 'bad-input' })
  })
})
