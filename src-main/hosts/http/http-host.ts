/**
 * The browser host: the same pages and the same calls as the desktop window, on a loopback port. Carries the contract and adds
 * nothing; everything but the launch link needs the cookie that the link was exchanged for, with the key that it gave to the page (or the bearer token
 * of `asis token`).
 */
import { readFile } from 'node:fs/promises'
import { createHash, randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Scope } from '../../../src-shared/api/contract.ts'
import { callPath, eventsPath, pageKeyHash, type Reply } from '../../../src-shared/api/wire.ts'
import { personName, unnamed } from '../../../src-shared/domain/person.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'
import type { Log, RandomBytes } from '../../platform/ports.ts'
import { commonHeaders, contentSecurityPolicy, newNonce, withNonce } from '../page.ts'
import { answer, refusal } from '../reply.ts'
import { isApiPath, registerApi, sendProblem } from './api/register.ts'
import { createCallers, type OwnSockets } from './callers.ts'
import { closedPage } from './closed-page.ts'
import { createCookieSeal } from './cookie-seal.ts'
import { createEventStream, eventStreamType } from './event-stream.ts'
import { isAmbiguous, whyRefused } from './guard.ts'
import { closeAll, listenOnLoopback, usualLimits, type Limits } from './listen.ts'
import { understoodUrl } from './understood-url.ts'
import { listenOnSocket } from './listen-socket.ts'
import { createTickets } from './tickets.ts'

export interface HttpHostOptions {
  /** 0: any free port. */
  readonly port: number
  /** `127.0.0.1` (default; `::1` is served too where it exists) or `::1`. Anything that is not loopback is refused. */
  readonly host?: string
  /** Absolute path of the built renderer, `dist/renderer`. */
  readonly rendererDir: string
  /** Whose the first link is: one person's. `operator` when absent. */
  readonly approver?: string
  /** What the pages may do: `read` can look and nothing else. */
  readonly scope: Scope
  readonly log: Log
  /**
   * Clients without cookies (`Authorization: Bearer`); none are let in when absent. It also seals the cookies: with the same one they are good
   * for the next host. A function where it can be replaced while the host runs; null lets nobody in.
   */
  readonly token?: string | (() => string | null)
  readonly nowMs?: () => number
  readonly random?: RandomBytes
  readonly beatMs?: number
  /** Of the program, for the documents of the HTTP interface. */
  readonly version?: string
  /** False: whoever reaches the port may do what `scope` says. Foreign pages are refused still. For demonstrations. */
  readonly auth?: boolean
  /** Also served on this socket file, to its owner, without a token. */
  readonly socketPath?: string
  readonly limits?: Limits
  /**
   * Names this data folder on this machine; random when absent. Cookies know no ports: two hosts behind two tunnels are both `localhost` to the
   * browser, often with the same port at their own end, and must not take each other's key away.
   */
  readonly instance?: string
}

export interface HttpHost {
  /** `http://127.0.0.1:5000/`, useless without a cookie. */
  readonly url: string
  /** Works once. */
  readonly launchUrl: string
  /** Another one-time link, for another browser; what is decided there stands under `name`, else under the host's. */
  newLaunchUrl(name?: string): string
  close(): Promise<void>
}

export const nameHint = 'Use up to 60 letters, digits, blanks and . _ @ - beginning with a letter or digit.'

const maxBodyBytes = 1 << 20
const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

const statusOf = (reply: Reply): number => {
  if (reply.ok) return 200
  const known: Readonly<Record<string, number>> = {
    'bad-input': 400,
    forbidden: 403,
    'not-proved': 403,
    'not-found': 404,
    internal: 500,
  }
  const conflicts = ['stale-state', 'stale-file', 'not-approved', 'busy', 'stopped']
  return known[reply.error.code] ?? (conflicts.includes(reply.error.code) ? 409 : 422)
}

const routes = (
  app: FastifyInstance,
  core: Core,
  options: HttpHostOptions,
  random: RandomBytes,
  owners: OwnSockets,
  cookieName: string,
) => {
  const { token } = options
  const bearerToken = typeof token === 'function' ? token : () => token ?? null
  const ownSecret = Buffer.from(random(32)).toString('base64url')
  const sealToken = token === undefined ? () => ownSecret : bearerToken
  const nowMs = options.nowMs ?? (() => Date.now())
  const tickets = createTickets({
    random,
    cookies: createCookieSeal({ random, nowMs, token: sealToken, name: cookieName }),
    accessToken: sealToken,
    scope: options.scope,
  })
  const stream = createEventStream(core, options.beatMs ?? 15_000)
  const { scopeOf, callerOf, holderOf } = createCallers({
    scope: options.scope,
    auth: options.auth !== false,
    tickets,
    bearerToken,
    cookieName,
    owners,
  })
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
    const ambiguous = isAmbiguous(request.raw.rawHeaders, request.raw.url)
    const why = ambiguous ? 'The request is ambiguous.' : whyRefused(request.headers, launching)
    if (why !== null) {
      options.log('warn', 'request refused', { why, path: launching ? '/launch' : request.url.slice(0, 200) })
      const error = {
        code: 'forbidden',
        message: `${why} Nothing was done.`,
        next: 'Open ASIS through the link in its terminal.',
      } as const
      if (isApiPath(request.url)) return sendProblem(reply, error, ambiguous ? 400 : 403)
      return reply.code(ambiguous ? 400 : 403).send(refusal(error.code, error.message, error.next))
    }
    if (launching || scopeOf(request) !== null) return undefined
    if (isApiPath(request.url)) {
      reply.header('www-authenticate', 'Bearer')
      return sendProblem(
        reply,
        {
          code: 'forbidden',
          message: 'This needs a token. Nothing was done.',
          next: 'Send Authorization: Bearer with what `asis token` prints.',
        },
        401,
      )
    }
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
    const key = tickets.pageKey(cookie, request.headers.host ?? '') ?? ''
    return reply
      .header('set-cookie', `${cookieName}=${cookie}; HttpOnly; SameSite=Strict; Path=/`)
      .header('cache-control', 'no-store')
      .redirect(`/${pageKeyHash}${key}`, 303)
  })

  app.post<{ Params: { method: string } }>(`${callPath}:method`, async (request, reply) => {
    const scope = scopeOf(request) ?? 'read'
    const result = await answer(core, request.params.method, request.body ?? {}, scope, options.log, callerOf(request))
    return reply.code(statusOf(result)).header('cache-control', 'no-store').send(result)
  })

  for (const path of [eventsPath, '/events'])
    app.get(path, (request, reply) => {
      // Without a body there is nothing to wait for.
      if (request.method === 'HEAD') return reply.header('cache-control', 'no-store').type(eventStreamType).send()
      if (stream.isFull(holderOf(request)))
        return reply
          .code(429)
          .header('retry-after', '10')
          .send(refusal('busy', 'Too many event streams are open with this key. Nothing was opened.', 'Close some of them.'))
      reply.hijack()
      stream.add(reply.raw, holderOf(request), () => scopeOf(request) !== null)
      return undefined
    })

  registerApi(app, {
    core,
    version: options.version ?? 'unknown',
    log: options.log,
    nowMs,
    scopeOf: request => scopeOf(request) ?? 'read',
    callerOf,
    page: (reply, html) => page(reply, 200, html),
  })

  app.get('/', async (_request, reply) => {
    const html = await readFile(resolve(options.rendererDir, 'index.html'), 'utf8')
    return page(reply, 200, nonce => withNonce(html, nonce))
  })

  app.setNotFoundHandler((request, reply) =>
    isApiPath(request.url)
      ? sendProblem(reply, {
          code: 'not-found',
          message: 'There is nothing at this address for this method. Nothing was done.',
          next: 'See /openapi.json for what there is.',
        })
      : reply.code(404).send(refusal('not-found', 'There is nothing at this address.', 'Open the start page.')),
  )
  // Fastify's own refusals: wrong content type, broken JSON, body too large.
  app.setErrorHandler((error: { statusCode?: number; message: string }, request, reply) => {
    const code = error.statusCode ?? 500
    if (code >= 500) options.log('error', 'request failed', { error: error.message })
    const message =
      code >= 500 ? 'Something went wrong inside ASIS.' : `The request was refused: ${error.message}. Nothing was done.`
    const next = 'Send JSON of at most 1 MB with content-type application/json.'
    if (isApiPath(request.url)) return sendProblem(reply, { code: code >= 500 ? 'internal' : 'bad-input', message, next }, code)
    return reply.code(code).send(refusal('bad-input', message, next))
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
  if (options.approver !== undefined && !personName.test(options.approver))
    return refuse(
      'bad-input',
      `${JSON.stringify(options.approver.slice(0, 80))} cannot be the name of a person here. Nothing was started.`,
      nameHint,
    )
  const random = options.random ?? randomBytes
  const app = Fastify({ bodyLimit: maxBodyBytes, logger: false, rewriteUrl: ({ url = '/' }) => understoodUrl(url) })
  // JSON only: a text/plain body is what a foreign page can send without asking first.
  app.removeContentTypeParser('text/plain')
  let { port } = options
  const instance = createHash('sha256').update(options.instance ?? random(12))
  const cookieName = `asis_${instance.digest('hex').slice(0, 12)}`
  const owners: OwnSockets = new WeakSet()
  const { tickets, stream } = routes(app, core, options, random, owners, cookieName)
  await app.register(fastifyStatic, {
    root: resolve(options.rendererDir),
    index: false,
    // The pages come from `/` with their nonce, never as they lie on the disk.
    allowedPath: path => !path.endsWith('.html'),
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('assets') ? 'private, max-age=31536000, immutable' : 'no-cache')
    },
  })
  await app.ready()
  const limits = options.limits ?? usualLimits
  const loopbackServers = await listenOnLoopback((request, response) => app.routing(request, response), port, limits)
  if (!isRefused(loopbackServers)) port = loopbackServers.port
  const socketServer =
    options.socketPath === undefined || isRefused(loopbackServers)
      ? null
      : await listenOnSocket(
          (request, response) => {
            owners.add(request)
            app.routing(request, response)
          },
          options.socketPath,
          limits,
        )
  const closeServers = async (): Promise<void> => {
    stream.close()
    await closeAll([loopbackServers, socketServer])
    await app.close()
  }
  for (const opened of [loopbackServers, socketServer]) {
    if (!isRefused(opened)) continue
    await closeServers()
    return opened
  }

  const url = `http://${host === '::1' ? '[::1]' : '127.0.0.1'}:${port}/`
  const newLaunchUrl = (name = options.approver ?? unnamed): string => `${url}launch/${tickets.issue(name)}`
  return {
    url,
    launchUrl: newLaunchUrl(),
    newLaunchUrl,
    close: closeServers,
  }
}
