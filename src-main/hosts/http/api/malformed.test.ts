/** 10,000 requests that do not fit the OpenAPI document, made from the document itself: each is refused, none changes anything. */
import * as fc from 'fast-check'
import { Agent, request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, tokens, type TestApi } from './testing.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.close())

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>
}
interface Operation {
  readonly parameters?: readonly { readonly name?: string; readonly in?: string }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
}
interface Wrong {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const json = { 'content-type': 'application/json' }
/** No such value fits any field of any body of ours: they are numbers in a range, lists of ids, goals, booleans or short texts. */
const misfit = fc.oneof(
  fc.constant(null),
  fc.double({ noInteger: true, noNaN: true }),
  fc.integer({ max: 0 }),
  fc.constant(Number.MAX_SAFE_INTEGER),
  fc.constant('   '),
  fc.string({ minLength: 501, maxLength: 3000 }),
  fc.array(
    fc.oneof(
      fc.integer(),
      fc.string({ minLength: 1 }).map(text => `-${text}`),
      fc.constant({}),
    ),
    { minLength: 1 },
  ),
  fc.dictionary(fc.string(), fc.constantFrom(null, 'x', [], -1), { minKeys: 1 }),
)
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
const invalidJson = fc.oneof(
  fc.constantFrom('', '{', '{"a":}', '[1,', 'nul', '{"a":1,}', '\u0000', "{'a':1}", '"', '{"__proto__":{"x":1}}'),
  // A lone bracket would close it.
  fc
    .string({ minLength: 1 })
    .map(text => `{${text}`)
    .filter(text => !isJson(text)),
)
const unknownField = (known: readonly string[]) =>
  fc
    .record({ name: fc.string().filter(name => !known.includes(name)), value: fc.jsonValue() })
    .map(({ name, value }) => `{${JSON.stringify(name)}:${JSON.stringify(value)}}`)

const wrongBody = ({ properties = {} }: Schema) => {
  const known = Object.keys(properties)
  return fc.oneof(
    invalidJson,
    unknownField(known),
    fc.oneof(fc.array(fc.jsonValue()), fc.integer(), fc.string(), fc.boolean()).map(value => JSON.stringify(value)),
    ...(known.length === 0
      ? []
      : [fc.tuple(fc.constantFrom(...known), misfit).map(([name, value]) => JSON.stringify({ [name]: value }))]),
  )
}
const wrongQuery = (names: readonly string[]) =>
  fc.oneof(
    fc.string({ minLength: 1 }).map(value => `unknown=${encodeURIComponent(value)}`),
    ...names.map(name =>
      fc
        .oneof(
          fc.constantFrom('0', '-1', '501', '1e9', 'NaN', 'x', '1.5'),
          fc.string({ minLength: 1 }).map(text => `-${text}`),
        )
        .map(value => `${name}=${encodeURIComponent(value)}`),
    ),
  )

const wrongRequests = (document: { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }) => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  return fc.oneof(
    ...operations.flatMap(({ path, method, operation }): fc.Arbitrary<Wrong>[] => {
      const schema = operation.requestBody?.content['application/json'].schema
      const query = (operation.parameters ?? []).flatMap(each => (each.in === 'query' && each.name ? [each.name] : []))
      const id = fc.string({ minLength: 1, maxLength: 40 }).map(text => encodeURIComponent(`c_${text}!`))
      const at = path.includes('{') ? id.map(text => path.replace(/\{\w+\}/, text)) : fc.constant(path)
      return [
        // An address that is not there, a method that is not, another content type.
        at.map(where => ({ method, path: `${where}/more`, headers: {} })),
        fc
          .tuple(at, fc.constantFrom('PUT', 'PATCH', 'DELETE'))
          .map(([where, other]) => ({ method: other, path: where, headers: json, body: '{}' })),
        ...(schema
          ? [
              fc.tuple(at, wrongBody(schema)).map(([where, body]) => ({ method, path: where, headers: json, body })),
              fc
                .tuple(at, fc.constantFrom('text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'x', '*/*'))
                .map(([where, type]) => ({ method, path: where, headers: { 'content-type': type }, body: '{}' })),
              fc
                .tuple(at, fc.constantFrom(' ', 'a b', 'k'.repeat(201)))
                .map(([where, key]) => ({ method, path: where, headers: { ...json, 'idempotency-key': key }, body: '{}' })),
            ]
          : []),
        ...(query.length > 0 ? [wrongQuery(query).map(text => ({ method, path: `${path}?${text}`, headers: {} }))] : []),
      ]
    }),
  )
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })
const send = ({ method, path, headers, body }: Wrong): Promise<number> =>
  new Promise((done, reject) => {
    const outgoing = request(
      {
        agent,
        host: '127.0.0.1',
        port: api.port,
        method,
        path,
        headers: { authorization: `Bearer ${tokens.approve}`, ...headers },
      },
      response => {
        response.resume()
        response.on('end', () => done(response.statusCode ?? 0))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })

it('10,000 malformed requests: no 5xx, no success, no state change', async () => {
  const document = (await api.ask('/openapi.json')).json as unknown as Parameters<typeof wrongRequests>[0]
  const state = async () => ({
    journal: await api.core.call('journal.list', { limit: 500 }, 'read'),
    sessions: await api.core.call('sessions.list', { limit: 200 }, 'read'),
    settings: await api.core.call('settings.list', {}, 'read'),
  })
  const before = await state()
  const requests = fc.sample(wrongRequests(document), 10_000)
  const wrong: string[] = []
  for (let at = 0; at < requests.length; at += 100) {
    const part = requests.slice(at, at + 100)
    for (const [i, status] of (await Promise.all(part.map(send))).entries())
      if (status < 400 || status >= 500) wrong.push(`${status} ${JSON.stringify(part[i])}`.slice(0, 400))
  }
  expect(wrong).toEqual([])
  expect(await state()).toEqual(before)
  expect((await api.ask('/healthz')).status).toBe(200)
})
