/**
 * The browser host: the same pages and the same calls as the desktop window, on a loopback port. Carries the contract and adds
 * nothing; everything but the launch link needs the cookie that the link was exchanged for (or the bearer token of `asis token`).
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Scope } from '../../../src-shared/api/contract.ts'
import { callPath, eventsPath, type Reply } from '../../../src-shared/api/wire.ts'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'
import type { Log, RandomBytes } from '../../platform/ports.ts'
import { commonHeaders, contentSecurityPolicy, newNonce, withNonce } from '../page.ts'
import { answer, refusal } from '../reply.ts'
import { closedPage } from './closed-page.ts'
import { createEventStream } from './event-stream.ts'
import { bearerOf, cookieOf, whyRefused } from './guard.ts'
import { createTickets, sameSecret } from './tickets.ts'

export interface HttpHostOptions {
  /** 0: any free port. */
  readonly port: number
  /** `127.0.0.1` (default; `::1` is served too where it exists) or `::1`. Anything that is not loopback is refused. */
  readonly host?: string
  /** Absolute path of the built renderer, `dist/renderer`. */
  readonly rendererDir: string
  /** What the pages may do: `read` can look and nothing else. */
  readonly scope: Scope
  readonly log: Log
  /** Clients without cookies (`Authorization: Bearer`); none are let in when absent. */
  readonly token?: string
  readonly random?: RandomBytes
  readonly beatMs?: number
}

export interface HttpHost {
  /** `http://127.0.0.1:5000/`, useless without a cookie. */
  readonly url: string
  /** Works once. */
  readonly launchUrl: string
  /** Another one-time link, for another browser. */
  newLaunchUrl(): string
  close(): Promise<void>
}

const maxBodyBytes = 1 << 20
const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

const statusOf = (reply: Reply): number => {
  if (reply.ok) return 200
  const known: Readonly<Record<string, number>> = { 'bad-input': 400, forbidden: 403, 'not-found': 404, internal: 500 }
  const conflicts = ['stale-state', 'stale-file', 'not-approved', 'busy']
  return known[reply.error.code] ?? (conflicts.includes(reply.error.code) ? 409 : 422)
}

const routes = (app: FastifyInstance, core: Core, options: HttpHostOptions, random: RandomBytes, cookieName: () => string) => {
  const tickets = createTickets(random)
  const stream = createEventStream(core, options.beatMs ?? 15_000)
  const hasKey = (request: FastifyRequest): boolean => {
    const bearer = bearerOf(request.headers)
    if (bearer !== null) return options.token !== undefined && sameSecret(bearer, options.token)
    const cookie = cookieOf(request.headers, cookieName())
    return cookie !== null && tickets.accepts(cookie)
  }
  const page = (reply: FastifyReply, code: number, html: (nonce: string) => string): FastifyReply => {
    const nonce = newNonce(random)
    return reply
      .code(code)
      .header('content-security-policy', contentSecurityPolicy(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(html(nonce))
  }

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(commonHeaders)
    const launching = request.url.startsWith('/launch/')
    const why = whyRefused(request.headers, launching)
    if (why !== null) {
      options.log('warn', 'request refused', { why, path: launching ? '/launch' : request.url.slice(0, 200) })
      return reply.code(403).send(refusal('forbidden', `${why} Nothing was done.`, 'Open ASIS through the link in its terminal.'))
    }
    if (launching || hasKey(request)) return undefined
    if (request.url.startsWith('/api/')) {
      return reply
        .code(401)
        .send(refusal('forbidden', 'This browser has no key. Nothing was done.', 'Open the newest launch link.'))
    }
    return page(reply, 401, closedPage)
  })

  app.get<{ Params: { token: string } }>('/launch/:token', async (request, reply) => {
    const cookie = tickets.exchange(request.params.token)
    if (cookie === null) return page(reply, 401, closedPage)
    return reply
      .header('set-cookie', `${cookieName()}=${cookie}; HttpOnly; SameSite=Strict; Path=/`)
      .header('cache-control', 'no-store')
      .redirect('/', 303)
  })

  app.post<{ Params: { method: string } }>(`${callPath}:method`, async (request, reply) => {
    const result = await answer(core, request.params.method, request.body ?? {}, options.scope, options.log)
    return reply.code(statusOf(result)).header('cache-control', 'no-store').send(result)
  })

  app.get(eventsPath, (_request, reply) => {
    reply.hijack()
    stream.add(reply.raw)
  })

  app.get('/', async (_request, reply) => {
    const html = await readFile(resolve(options.rendererDir, 'index.html'), 'utf8')
    return page(reply, 200, nonce => withNonce(html, nonce))
  })

  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(refusal('not-found', 'There is nothing at this address.', 'Open the start page.')),
  )
  // Fastify's own refusals: wrong content type, broken JSON, body too large.
  app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const code = error.statusCode ?? 500
    if (code >= 500) options.log('error', 'request failed', { error: error.message })
    const message = code >= 500 ? 'Something went wrong inside ASIS.' : `The request was refused: ${error.message}.`
    return reply.code(code).send(refusal('bad-input', message, 'Send JSON of at most 1 MB with content-type application/json.'))
  })
  return { tickets, stream }
}

/** Resolves when the port answers. Refused: `bad-input` (not loopback, or no built renderer) and `busy` (port in use). */
export const startHttpHost = async (core: Core, options: HttpHostOptions): Promise<HttpHost | Refused> => {
  const host = options.host ?? '127.0.0.1'
  if (!loopback.has(host)) {
    return refuse(
      'bad-input',
      `ASIS listens on loopback only, not on ${host}. Nothing was started.`,
      'Use an SSH tunnel: ssh -L 5000:localhost:5000 HOST',
    )
  }
  const random = options.random ?? randomBytes
  const app = Fastify({ bodyLimit: maxBodyBytes, forceCloseConnections: true, logger: false })
  // JSON only: a text/plain body is what a foreign page can send without asking first.
  app.removeContentTypeParser('text/plain')
  let port = options.port
  const { tickets, stream } = routes(app, core, options, random, () => `asis_${port}`)
  await app.register(fastifyStatic, {
    root: resolve(options.rendererDir),
    index: false,
    // The pages come from `/` with their nonce, never as they lie on the disk.
    allowedPath: path => !path.endsWith('.html'),
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('assets') ? 'private, max-age=31536000, immutable' : 'no-cache')
    },
  })
  try {
    await app.listen({ port, host: host === 'localhost' ? '127.0.0.1' : host })
  } catch (error) {
    stream.close()
    await app.close()
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return code === 'EADDRINUSE'
      ? refuse('busy', `Port ${port} is in use. Nothing was started.`, 'Name another one: asis serve --port 5001')
      : refuse(
          'bad-input',
          `Port ${port} could not be opened (${code}). Nothing was started.`,
          'Name another one: asis serve --port 5001',
        )
  }
  const address = app.server.address()
  if (address !== null && typeof address === 'object') port = address.port

  // The second loopback family. Not having it is normal (containers); another program on it is not ours to touch.
  const second = createServer((request, response) => app.routing(request, response))
  await new Promise<void>(done => {
    second.once('error', error => {
      options.log('debug', 'second loopback address not served', { error: error.message })
      done()
    })
    second.listen({ port, host: host === '::1' ? '127.0.0.1' : '::1', ipv6Only: true }, done)
  })

  const url = `http://${host === '::1' ? '[::1]' : '127.0.0.1'}:${port}/`
  const newLaunchUrl = (): string => `${url}launch/${tickets.issue()}`
  return {
    url,
    launchUrl: newLaunchUrl(),
    newLaunchUrl,
    async close() {
      stream.close()
      second.closeAllConnections()
      if (second.listening) await new Promise(done => second.close(done))
      await app.close()
    },
  }
}
