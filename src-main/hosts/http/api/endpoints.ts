/**
 * The endpoints under /self-modify, as one table: the routes, the validation and the OpenAPI document are made from it. Answers are made of
 * the contract's own schemas. Each calls the core and nothing else.
 */
import { z } from 'zod'
import type { Scope, Input, Method, Output } from '../../../../src-shared/api/contract.ts'
import { status } from '../../../../src-shared/api/shapes.ts'
import { candidateId, candidateRow } from '../../../../src-shared/domain/candidate.ts'
import { historySummary } from '../../../../src-shared/domain/history.ts'
import { metricId, metricView } from '../../../../src-shared/domain/metric.ts'
import { opportunity } from '../../../../src-shared/domain/opportunity.ts'
import { session } from '../../../../src-shared/domain/session.ts'
import { isRefused, type Refused } from '../../../../src-shared/errors.ts'
import type { Caller } from '../../../api/caller.ts'
import type { Core } from '../../../core-types.ts'

/** The core with the caller's scope; refusals are thrown as `Stopped`, so that an endpoint reads as one line after the other. */
export type Ask = <M extends Method>(method: M, input: Input<M>) => Promise<Output<M>>

export class Stopped extends Error {
  readonly refused: Refused
  constructor(refused: Refused) {
    super(refused.message)
    this.refused = refused
  }
}
export const asking =
  (core: Core, scope: Scope, caller?: Caller): Ask =>
  async (method, input) => {
    const answer = await core.call(method, input, scope, caller)
    if (isRefused(answer)) throw new Stopped(answer)
    return answer as never
  }

export interface Endpoint {
  readonly method: 'GET' | 'POST'
  /** With `{name}` for parameters. */
  readonly path: string
  readonly scope: Scope
  readonly summary: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  /** A body may be left out where every field is optional. */
  readonly body?: z.ZodObject
  readonly answer: z.ZodType
  /** Where a client looks when it is not known whether a POST was done; the status when absent. */
  readonly look?: string
  /** Status of success. */
  readonly status: 200 | 202
  run(ask: Ask, given: Given): Promise<unknown>
}
interface Given {
  readonly params: never
  readonly query: never
  readonly body: never
}

type Parsed<S extends z.ZodObject | undefined> = S extends z.ZodObject ? z.output<S> : undefined
const endpoint = <
  P extends z.ZodObject | undefined,
  Q extends z.ZodObject | undefined,
  B extends z.ZodObject | undefined,
  A extends z.ZodType,
>(
  declared: Omit<Endpoint, 'params' | 'query' | 'body' | 'answer' | 'run'> & {
    readonly params?: P
    readonly query?: Q
    readonly body?: B
    readonly answer: A
    run(ask: Ask, given: { params: Parsed<P>; query: Parsed<Q>; body: Parsed<B> }): Promise<z.input<A>>
  },
): Endpoint => declared as unknown as Endpoint

const autonomous = z.object({
  autonomous: status.shape.autonomous,
  changed: z.boolean().describe('False when it was so already'),
})
const goal = z.number().gt(0).lt(10).describe('Fraction of improvement: 0.15 is 15 % better')

const setAutonomous = async (ask: Ask, on: boolean) => {
  const before = (await ask('status.get', {})).autonomous.on
  if (before !== on) await ask('settings.set', { key: 'autonomous.on', value: on })
  return { autonomous: (await ask('status.get', {})).autonomous, changed: before !== on }
}

export const endpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/self-modify/status',
    scope: 'read',
    summary: 'Complete status and analytics',
    answer: z.object({
      status,
      metrics: z.array(metricView.omit({ recent: true })),
      opportunities: z.int(),
      lastSession: session.nullable(),
      history: historySummary
        .omit({ points: true })
        .extend({ gain: z.number().describe('Mean factor over all metrics of what is in effect') }),
    }),
    status: 200,
    async run(ask) {
      const [now, metrics, opportunities, sessions, { points, ...history }] = await Promise.all([
        ask('status.get', {}),
        ask('metrics.list', {}),
        ask('opportunities.list', {}),
        ask('sessions.list', { limit: 1 }),
        ask('history.summary', {}),
      ])
      return {
        status: now,
        metrics: metrics.map(({ recent: _recent, ...metric }) => metric),
        opportunities: opportunities.length,
        lastSession: sessions[0] ?? null,
        history: { ...history, gain: points.at(-1)?.gain ?? 1 },
      }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/self-modify/start-autonomous',
    scope: 'approve',
    summary: 'Start autonomous improvement: a cycle every few minutes, applied only where a policy allows it',
    body: z.strictObject({ interval_ms: z.int().min(60_000).max(86_400_000).optional() }),
    answer: autonomous,
    status: 200,
    async run(ask, { body }) {
      if (body.interval_ms !== undefined) await ask('settings.set', { key: 'autonomous.intervalMs', value: body.interval_ms })
      return setAutonomous(ask, true)
    },
  }),
  endpoint({
    method: 'POST',
    path: '/self-modify/stop-autonomous',
    scope: 'operate',
    summary: 'Stop autonomous improvement; what runs is finished',
    body: z.strictObject({}),
    answer: autonomous,
    status: 200,
    run: ask => setAutonomous(ask, false),
  }),
  endpoint({
    method: 'POST',
    path: '/self-modify/manual-session',
    scope: 'operate',
    summary: 'Start one improvement session; the same request again answers the running one, another one is refused as `busy`',
    body: z.strictObject({
      target_metrics: z.array(metricId).max(100).optional(),
      improvement_goals: z.record(metricId, goal).optional(),
      budget_ms: z.int().min(1000).max(86_400_000).optional(),
    }),
    answer: z.object({ session, started: z.boolean().describe('False: it was running already') }),
    status: 202,
    async run(ask, { body }) {
      const { running } = await ask('status.get', {})
      const answered = await ask('session.start', {
        ...(body.target_metrics ? { metricIds: body.target_metrics } : {}),
        ...(body.improvement_goals ? { goals: body.improvement_goals } : {}),
        ...(body.budget_ms === undefined ? {} : { budgetMs: body.budget_ms }),
      })
      return { session: answered, started: answered.id !== running?.sessionId }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/self-modify/performance-opportunities',
    scope: 'read',
    summary: 'Current opportunities, most worth doing first',
    answer: z.object({ opportunities: z.array(opportunity) }),
    status: 200,
    run: async ask => ({ opportunities: await ask('opportunities.list', {}) }),
  }),
  endpoint({
    method: 'POST',
    path: '/self-modify/rollback/{id}',
    look: '/self-modify/history',
    scope: 'approve',
    summary: 'Roll back one modification; twice answers the first result',
    params: z.object({ id: candidateId }),
    body: z.strictObject({
      reason: z.string().trim().min(1).max(500).optional(),
      overwrite_edits: z.boolean().optional().describe('Replace later edits by hand as well'),
    }),
    answer: z.object({ modification: candidateRow }),
    status: 200,
    run: async (ask, { params, body }) => ({
      modification: await ask('modifications.rollback', {
        id: params.id,
        reason: body.reason ?? 'rolled back over HTTP',
        ...(body.overwrite_edits === undefined ? {} : { overwriteEdits: body.overwrite_edits }),
      }),
    }),
  }),
  endpoint({
    method: 'GET',
    path: '/self-modify/history',
    scope: 'read',
    summary: 'Complete modification history, newest decision first, in pages',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      after: candidateId.optional().describe('`next_after` of the page before'),
    }),
    answer: z.object({
      modifications: z.array(candidateRow),
      nextAfter: candidateId.nullable(),
      sessions: z.array(session).describe('The newest 20; on the first page only'),
      summary: historySummary,
    }),
    status: 200,
    async run(ask, { query }) {
      const [modifications, sessions, summary] = await Promise.all([
        ask('candidates.list', {
          order: 'decided',
          limit: query.limit,
          ...(query.after === undefined ? {} : { after: query.after }),
        }),
        query.after === undefined ? ask('sessions.list', { limit: 20 }) : [],
        ask('history.summary', {}),
      ])
      return {
        modifications,
        nextAfter: modifications.length === query.limit ? (modifications.at(-1)?.id ?? null) : null,
        sessions,
        summary,
      }
    },
  }),
]
