/** For the tests of the HTTP interface: the real core on a small project behind a real port, and requests down to the raw bytes. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isRefused } from '../../../../src-shared/errors.ts'
import { callingAs } from '../../../api/caller.ts'
import type { Core, CoreOptions } from '../../../core-types.ts'
import { createCore } from '../../../core.ts'
import { checkoutPaths } from '../../../platform/paths.ts'
import { silentLog } from '../../../platform/ports.ts'
import { tokenOf } from '../access-token.ts'
import { startHttpHost, type HttpHost, type HttpHostOptions } from '../http-host.ts'

export const rootToken = `asis_${'k'.repeat(43)}`
export const tokens = {
  read: tokenOf(rootToken, 'read'),
  operate: tokenOf(rootToken, 'operate'),
  approve: rootToken,
} as const

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Of a JSON answer; undefined else. */
  readonly json: Readonly<Record<string, unknown>> | undefined
}
export interface Asked {
  readonly method?: string
  /** Null sends none; `approve` when absent. */
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface TestApi {
  /** For somebody at a terminal. */
  readonly core: Core
  readonly host: HttpHost
  readonly port: number
  readonly folder: string
  ask(path: string, options?: Asked): Promise<Answer>
  /** Sends these bytes and answers everything until the other side closes. */
  raw(bytes: string): Promise<string>
  close(): Promise<void>
}

const repository = resolve(import.meta.dirname, '../../../..')

/** Not fetch: it forbids to set Host and Origin. */
const request = (where: object, { method = 'GET', token, headers, body }: Asked): Promise<Answer> =>
  new Promise((done, reject) => {
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    const outgoing = httpRequest(
      {
        ...where,
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token ?? tokens.approve}` }),
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      },
      response => {
        let received = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => (received += part))
        response.on('end', () =>
          done({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: received,
            json: /json/.test(response.headers['content-type'] ?? '')
              ? (JSON.parse(received) as Record<string, unknown>)
              : undefined,
          }),
        )
        response.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(text)
  })

export const askSocket = (socketPath: string, path: string, options: Asked = {}): Promise<Answer> =>
  request({ socketPath, path, headers: {} }, { token: null, ...options, headers: { host: 'localhost', ...options.headers } })

export interface TestApiOptions extends Partial<HttpHostOptions> {
  /** An existing folder with `project` and `data`, which is not removed at the end; a new one when absent. */
  readonly folder?: string
  readonly ofCore?: Partial<CoreOptions>
  /** Around the real core. */
  readonly around?: (core: Core) => Core
}

export async function startTestApi({ folder: given, around, ofCore, ...options }: TestApiOptions = {}): Promise<TestApi> {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'asis-api-'))
  const projectRoot = join(folder, 'project')
  if (!existsSync(projectRoot)) cpSync(join(repository, 'e2e/fixtures/small-project'), projectRoot, { recursive: true })
  const core = await createCore({
    home: join(folder, 'data'),
    projectRoot,
    owner: 'test',
    paths: checkoutPaths(repository),
    log: silentLog,
    ...ofCore,
  })
  if (isRefused(core)) throw new Error(core.message)
  const host = await startHttpHost(around?.(core) ?? core, {
    port: 0,
    rendererDir: folder,
    scope: 'read',
    token: rootToken,
    version: '1.2.3',
    log: silentLog,
    ...options,
  })
  if (isRefused(host)) throw new Error(host.message)
  const port = Number(new URL(host.url).port)
  return {
    core: callingAs(core, { way: { kind: 'terminal' } }),
    host,
    port,
    folder,
    ask: (path, asked = {}) => request({ host: '127.0.0.1', port, path }, asked),
    raw: bytes =>
      new Promise((done, reject) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
        let received = ''
        socket.setEncoding('utf8')
        socket.on('data', (part: string) => (received += part))
        socket.on('close', () => done(received))
        socket.on('error', reject)
      }),
    async close() {
      await host.close()
      await core.close()
      if (given === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
