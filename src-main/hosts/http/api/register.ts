/**
 * Puts the endpoints under /self-modify, /metrics, /healthz, /openapi.json and /docs on the browser host's server. Who may come in at all is the
 * host's matter; here it is known what each caller may do.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Scope } from '../../../../src-shared/api/contract.ts'
import type { WireError } from '../../../../src-shared/api/wire.ts'
import { AsisError } from '../../../../src-shared/errors.ts'
import type { Caller } from '../../../api/caller.ts'
import type { Core } from '../../../core-types.ts'
import type { Log } from '../../../platform/ports.ts'
import { asking, endpoints, Stopped, type Endpoint } from './endpoints.ts'
import { docsPage } from './docs-page.ts'
import { createIdempotency, type Kept, type Once, type Worked } from './idempotency.ts'
import { openApi } from './openapi.ts'
import { openMetrics, openMetricsType } from './open-metrics.ts'
import { problemOf, type ProblemError } from './problem.ts'
import { snakeKeys } from './snake.ts'

export interface ApiPorts {
  readonly core: Core
  readonly version: string
  readonly log: Log
  readonly nowMs: () => number
  scopeOf(request: FastifyRequest): Scope
  callerOf(request: FastifyRequest): Caller
  /** Sends a page of ours with its own Content-Security-Policy. */
  page(reply: FastifyReply, html: (nonce: string) => string): FastifyReply
}

/** Whether an address belongs to the HTTP interface: errors there are problem documents, not pages. */
export const isApiPath = (url: string): boolean => /^\/(?:self-modify|events|metrics|healthz|openapi\.json)(?:[/?]|$)/.test(url)

export const sendProblem = (reply: FastifyReply, error: ProblemError, status?: number): FastifyReply => {
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

const givenBy = (each: Endpoint, request: FastifyRequest) => ({
  params: parse(each.params, request.params, 'not-found'),
  query: parse(each.query, request.query, 'bad-input'),
  body: parse(each.body, request.body ?? {}, 'bad-input'),
})

const send = (reply: FastifyReply, { status, body }: Kept): FastifyReply =>
  reply
    .code(status)
    .type(status >= 400 ? 'application/problem+json; charset=utf-8' : 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(body)

const sendNotDone = (reply: FastifyReply, why: Exclude<Once, Kept>, { look = '/self-modify/status' }: Endpoint): FastifyReply => {
  switch (why) {
    case 'unknown':
      return sendProblem(reply, {
        code: 'outcome-unknown',
        message:
          'ASIS ended while the request with this Idempotency-Key was under way: it is not known whether it was done. Nothing was done now.',
        next: `Look at GET ${look}; if it was not done, send it again with a fresh key.`,
      })
    case 'other-content':
      return sendProblem(
        reply,
        {
          code: 'bad-input',
          message: 'This Idempotency-Key was used for another request. Nothing was changed.',
          next: 'Send a fresh key for another operation.',
        },
        422,
      )
    case 'not-kept':
      return sendProblem(reply, {
        code: 'not-found',
        message: 'No project is open, so nothing can be done and no answer be kept. Nothing was changed.',
        next: 'Open a project in the console first.',
      })
  }
}

export function registerApi(app: FastifyInstance, ports: ApiPorts): void {
  const { core, log } = ports
  const idempotency = createIdempotency(core, log)
  const startedMs = ports.nowMs()

  const failed = (error: unknown, path: string): Worked => {
    const answer = problemOf(errorOf(error, log, path))
    return { status: answer.status, body: JSON.stringify(answer), refused: error instanceof Stopped }
  }
  const run = async (each: Endpoint, given: ReturnType<typeof givenBy>, scope: Scope, caller: Caller): Promise<Worked> => {
    try {
      const answer = await each.run(asking(core, scope, caller), given as never)
      return { status: each.status, body: JSON.stringify(snakeKeys(answer)), refused: false }
    } catch (error) {
      return failed(error, each.path)
    }
  }
  for (const each of endpoints) {
    app.route({
      method: each.method,
      url: each.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      async handler(request, reply) {
        const scope = ports.scopeOf(request)
        const caller = ports.callerOf(request)
        if (strength[scope] < strength[each.scope])
          return sendProblem(reply, {
            code: 'forbidden',
            message: `This token may ${scope}, and this needs the right to ${each.scope}. Nothing was changed.`,
            next: `Use the token of: asis token --scope ${each.scope}`,
          })
        const key = each.method === 'POST' ? request.headers['idempotency-key'] : undefined
        if (key !== undefined && (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)))
          return sendProblem(reply, {
            code: 'bad-input',
            message: 'Idempotency-Key must be 1 to 200 visible ASCII characters, once. Nothing was changed.',
            next: 'Send a fresh random key per operation.',
          })
        try {
          const given = givenBy(each, request)
          if (key === undefined) return send(reply, await run(each, given, scope, caller))
          // Two people never share an answer.
          const owner = caller.name === undefined ? scope : `${scope} ${caller.name}`
          const content = JSON.stringify([each.method, request.url, request.body ?? {}])
          const once = await idempotency.once({ owner, key, content }, () => run(each, given, scope, caller))
          return typeof once === 'string' ? sendNotDone(reply, once, each) : send(reply, once)
        } catch (error) {
          return send(reply, failed(error, each.path))
        }
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
