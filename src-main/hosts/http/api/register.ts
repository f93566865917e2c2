/**
 * Puts the endpoints under /self-modify, /metrics, /healthz, /openapi.json and /docs on the browser host's server. Who may come in at all is the
 * host's matter; here it is known what each caller may do.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Scope } from '../../../../src-shared/api/contract.ts'
import type { WireError } from '../../../../src-shared/api/wire.ts'
import { AsisError } from '../../../../src-shared/errors.ts'
import type { Core } from '../../../core-types.ts'
import type { Log } from '../../../platform/ports.ts'
import { asking, endpoints, Stopped, type Endpoint } from './endpoints.ts'
import { docsPage } from './docs-page.ts'
import { createIdempotency, type Kept } from './idempotency.ts'
import { openApi } from './openapi.ts'
import { openMetrics, openMetricsType } from './open-metrics.ts'
import { problemOf } from './problem.ts'
import { snakeKeys } from './snake.ts'

export interface ApiPorts {
  readonly core: Core
  readonly version: string
  readonly log: Log
  readonly nowMs: () => number
  scopeOf(request: FastifyRequest): Scope
  /** Sends a page of ours with its own Content-Security-Policy. */
  page(reply: FastifyReply, html: (nonce: string) => string): FastifyReply
}

/** Whether an address belongs to the HTTP interface: errors there are problem documents, not pages. */
export const isApiPath = (url: string): boolean => /^\/(?:self-modify|events|metrics|healthz|openapi\.json)(?:[/?]|$)/.test(url)

export const sendProblem = (reply: FastifyReply, error: WireError, status?: number): FastifyReply => {
  const problem = problemOf(error, status)
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem))
}

const errorOf = (error: unknown, log: Log, path: string): WireError => {
  if (error instanceof Stopped) return error.refused
  const code = error instanceof AsisError ? error.code : 'internal'
  log('error', 'request failed', { path, code, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  return {
    code,
    message: error instanceof AsisError ? error.message : 'Something went wrong inside ASIS.',
    next: 'Run `asis doctor`; the log has the details.',
  }
}

const strength: Readonly<Record<Scope, number>> = { read: 0, operate: 1, approve: 2 }

const firstProblem = (error: z.ZodError): string => {
  const issue = error.issues[0]
  const path = issue?.path.map(String).join('.') ?? ''
  return `${path ? `${path}: ` : ''}${issue?.message ?? 'the request is not valid'}`.slice(0, 500)
}

/** Path parameters that do not even look like an id name nothing that exists. */
const parse = (schema: z.ZodObject | undefined, value: unknown, code: 'bad-input' | 'not-found'): unknown => {
  if (!schema) return undefined
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Stopped({
    kind: 'refused',
    code,
    message:
      code === 'not-found'
        ? 'There is nothing with this id. Nothing was changed.'
        : `${firstProblem(parsed.error)}. Nothing was changed.`,
    next: 'See /openapi.json for what is expected.',
  })
}

const send = (reply: FastifyReply, { status, body }: Kept): FastifyReply =>
  reply
    .code(status)
    .type(status >= 400 ? 'application/problem+json; charset=utf-8' : 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(body))

export function registerApi(app: FastifyInstance, ports: ApiPorts): void {
  const { core, log } = ports
  const idempotency = createIdempotency(ports.nowMs)
  const startedMs = ports.nowMs()

  const handle = async (each: Endpoint, request: FastifyRequest): Promise<Kept> => {
    try {
      const given = {
        params: parse(each.params, request.params, 'not-found'),
        query: parse(each.query, request.query, 'bad-input'),
        body: parse(each.body, request.body ?? {}, 'bad-input'),
      }
      const answer = await each.run(asking(core, ports.scopeOf(request)), given as never)
      return { status: each.status, body: snakeKeys(answer) }
    } catch (error) {
      const problem = problemOf(errorOf(error, log, each.path))
      return { status: problem.status, body: problem }
    }
  }
  for (const each of endpoints) {
    app.route({
      method: each.method,
      url: each.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      async handler(request, reply) {
        if (strength[ports.scopeOf(request)] < strength[each.scope])
          return sendProblem(reply, {
            code: 'forbidden',
            message: `This token may ${ports.scopeOf(request)}, and this needs the right to ${each.scope}. Nothing was changed.`,
            next: `Use the token of: asis token --scope ${each.scope}`,
          })
        const key = each.method === 'POST' ? request.headers['idempotency-key'] : undefined
        if (key === undefined) return send(reply, await handle(each, request))
        if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
          return sendProblem(reply, {
            code: 'bad-input',
            message: 'Idempotency-Key must be 1 to 200 visible ASCII characters, once. Nothing was changed.',
            next: 'Send a fresh random key per operation.',
          })
        const kept = idempotency.once(`${ports.scopeOf(request)} ${request.url} ${key}`, JSON.stringify(request.body ?? {}), () =>
          handle(each, request),
        )
        if (kept === null)
          return sendProblem(
            reply,
            {
              code: 'bad-input',
              message: 'This Idempotency-Key was used with another body. Nothing was changed.',
              next: 'Send a fresh key for another operation.',
            },
            422,
          )
        return send(reply, await kept)
      },
    })
  }

  const document = openApi(endpoints, ports.version)
  app.get('/openapi.json', async (_request, reply) => reply.header('cache-control', 'no-store').send(document))
  app.get('/docs', async (_request, reply) => ports.page(reply, nonce => docsPage(document, nonce)))
  app.get('/healthz', async (_request, reply) => {
    try {
      await asking(core, 'read')('projects.list', {})
      return await reply.header('cache-control', 'no-store').send({ ok: true })
    } catch (error) {
      return sendProblem(reply, errorOf(error, log, '/healthz'), 503)
    }
  })
  app.get('/metrics', async (_request, reply) => {
    try {
      const ask = asking(core, 'read')
      const [status, metrics] = await Promise.all([ask('status.get', {}), ask('metrics.list', {})])
      const { user, system } = process.cpuUsage()
      return await reply
        .type(openMetricsType)
        .header('cache-control', 'no-store')
        .send(
          openMetrics(status, metrics, {
            residentBytes: process.memoryUsage.rss(),
            cpuSeconds: (user + system) / 1e6,
            uptimeSeconds: (ports.nowMs() - startedMs) / 1000,
          }),
        )
    } catch (error) {
      return sendProblem(reply, errorOf(error, log, '/metrics'))
    }
  })
}
