/** The OpenAPI 3.1 document, made from the table of endpoints: what is validated is what is written. */
import { z } from 'zod'
import type { Endpoint } from './endpoints.ts'
import { problem } from './problem.ts'
import { snakeSchema } from './snake.ts'

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>
  return rest
}
/** Requests are written in snake_case where they are declared. */
const answerSchema = (schema: z.ZodType): unknown => snakeSchema(schemaOf(schema, 'output'))

const parametersOf = (schema: z.ZodObject | undefined, where: 'path' | 'query') =>
  Object.entries((schema && (schemaOf(schema, 'input')['properties'] as Record<string, unknown>)) ?? {}).map(([name, each]) => ({
    name,
    in: where,
    required: where === 'path',
    schema: each,
  }))

const problems = (...codes: number[]) => Object.fromEntries(codes.map(code => [code, { $ref: '#/components/responses/problem' }]))

const text = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: { type: 'string' } } } },
  ...problems(401, 403),
})

export const openApi = (endpoints: readonly Endpoint[], version: string): object => {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const each of endpoints) {
    const parameters: unknown[] = [...parametersOf(each.params, 'path'), ...parametersOf(each.query, 'query')]
    if (each.method === 'POST') parameters.push({ $ref: '#/components/parameters/idempotencyKey' })
    paths[each.path] = {
      ...paths[each.path],
      [each.method.toLowerCase()]: {
        operationId: each.path.replace('/self-modify/', '').replaceAll(/[{}]/g, '').replaceAll(/\W+/g, '_'),
        summary: each.summary,
        description: `Needs a token with the scope \`${each.scope}\`.`,
        ...(parameters.length === 0 ? {} : { parameters }),
        ...(each.body
          ? { requestBody: { required: false, content: { 'application/json': { schema: schemaOf(each.body, 'input') } } } }
          : {}),
        responses: {
          [each.status]: { description: each.summary, content: { 'application/json': { schema: answerSchema(each.answer) } } },
          ...problems(
            400,
            401,
            403,
            ...(each.params || each.body ? [404, 409] : []),
            ...(each.method === 'POST' ? [413, 415, 422] : []),
          ),
        },
      },
    }
  }
  paths['/events'] = {
    get: {
      operationId: 'events',
      summary:
        'What happens, as Server-Sent Events: `event: NAME`, `data: JSON`. A client that missed some reads the status again',
      responses: text('text/event-stream', 'A stream that does not end'),
    },
  }
  paths['/metrics'] = {
    get: {
      operationId: 'metrics',
      summary: "The project's metrics and ASIS's own figures for Prometheus",
      responses: text('application/openmetrics-text', 'OpenMetrics 1.0'),
    },
  }
  paths['/healthz'] = {
    get: {
      operationId: 'healthz',
      summary: 'Whether the core answers and its stores can be read',
      responses: {
        200: {
          description: 'It does',
          content: { 'application/json': { schema: { type: 'object', properties: { ok: { const: true } } } } },
        },
        ...problems(401, 403, 503),
      },
    },
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ASIS',
      version,
      description: 'Safe self-modifying code: status, sessions, opportunities, history and rollback. On loopback only.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'Printed by `asis token`' } },
      parameters: {
        idempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description:
            'The same key with the same request answers what the first one was answered with, for a day, also after a restart. 409 `outcome-unknown`: ASIS ended while it was under way. 422: the key was used for another request. A request that was refused changed nothing and leaves its key free',
          schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
        },
      },
      responses: {
        problem: { description: 'Refused', content: { 'application/problem+json': { schema: schemaOf(problem, 'output') } } },
      },
    },
  }
}
