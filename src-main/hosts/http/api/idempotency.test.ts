/** Idempotency-Key on the real core and real stores: over restarts, under a kill in the middle, for each scope by itself. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Core } from '../../../core-types.ts'
import { tokenOf } from '../access-token.ts'
import { startTestApi, tokens, type Answer, type TestApi, type TestApiOptions } from './testing.ts'

let folder: string
let api: TestApi | null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asis-keys-'))
  api = null
})
afterEach(async () => {
  await api?.close()
  rmSync(folder, { recursive: true, force: true })
})

const start = async (options: TestApiOptions = {}): Promise<TestApi> => (api = await startTestApi({ folder, ...options }))
const turn = (
  what: 'start' | 'stop',
  key: string,
  { token = tokens.approve as string, body = {} as object } = {},
): Promise<Answer> =>
  api!.ask(`/self-modify/${what}-autonomous`, { method: 'POST', token, body, headers: { 'idempotency-key': key } })

/** How often the setting was changed, by the record. */
const changes = async (): Promise<number> => {
  const records = await api!.core.call('journal.list', { limit: 100, search: 'autonomous.on' }, 'read')
  return (records as readonly unknown[]).length
}

describe('a key', () => {
  it('answers the same after a restart, without doing it again', async () => {
    await start()
    const first = await turn('start', 'k')
    expect(first.json).toMatchObject({ changed: true, autonomous: { on: true } })
    await turn('stop', 'other')
    await api!.close()
    await start()
    const again = await turn('start', 'k')
    expect([again.status, again.text]).toEqual([200, first.text])
    expect(await api!.core.call('status.get', {}, 'read')).toMatchObject({ autonomous: { on: false } })
    expect(await changes()).toBe(2)
  })

  it('for another request is 422, also after a restart, and nothing is done', async () => {
    await start()
    await turn('stop', 'k')
    await api!.close()
    await start()
    expect((await turn('start', 'k')).status).toBe(422)
    expect((await turn('start', 'b', { body: { interval_ms: 60_000 } })).status).toBe(200)
    expect((await turn('start', 'b', { body: { interval_ms: 60_001 } })).status).toBe(422)
    expect(await changes()).toBe(1)
  })

  it('belongs to who used it: another scope neither reads its answer nor is in its way', async () => {
    await start()
    await turn('start', 'on')
    expect((await turn('stop', 'k', { token: tokens.operate })).json).toMatchObject({ changed: true })
    expect((await turn('stop', 'k', { token: tokens.approve })).json).toMatchObject({ changed: false })
    expect((await turn('stop', 'k', { token: tokens.operate })).json).toMatchObject({ changed: true })
    expect((await turn('stop', 'k', { token: tokens.read })).status).toBe(403)
  })

  it('belongs to the person whose token it was used with', async () => {
    await start()
    const [maria, jo] = ['maria', 'jo'].map(name => tokenOf(tokens.approve, 'approve', name))
    await turn('start', 'on')
    expect((await turn('stop', 'k', { token: maria! })).json).toMatchObject({ changed: true })
    expect((await turn('stop', 'k', { token: jo! })).json).toMatchObject({ changed: false })
    expect((await turn('stop', 'k', { token: maria! })).json).toMatchObject({ changed: true })
    const [newest] = (await api!.core.call('journal.list', { limit: 1, search: 'autonomous.on' }, 'read')) as readonly {
      detail: string
    }[]
    expect(newest?.detail).toContain('by operator:maria')
  })

  it('of a request that was refused stays free: nothing was done, and it may be possible later', async () => {
    await start()
    const session = () =>
      api!.ask('/self-modify/manual-session', {
        method: 'POST',
        body: { target_metrics: [] },
        headers: { 'idempotency-key': 'k' },
      })
    await api!.core.call('control.stop', {}, 'operate')
    expect((await session()).status).toBe(409)
    await api!.core.call('control.resume', {}, 'approve')
    expect((await session()).status).toBe(202)
  })

  it('whose work met a defect is not done again: nobody knows how far it came', async () => {
    let calls = 0
    await start({
      around: core => ({
        ...core,
        call: ((method, ...rest) => {
          if (method !== 'settings.set') return core.call(method, ...rest)
          calls++
          throw new Error('a defect')
        }) as Core['call'],
      }),
    })
    expect((await turn('start', 'k')).status).toBe(500)
    expect((await turn('start', 'k')).status).toBe(500)
    expect(calls).toBe(1)
  })

  it('that cannot be kept stops the work before it begins', async () => {
    let calls = 0
    await start({
      around: core => ({
        ...core,
        answers: () => Promise.resolve(null),
        call: ((...all) => (calls++, core.call(...all))) as Core['call'],
      }),
    })
    expect([(await turn('start', 'k')).status, calls]).toEqual([404, 0])
  })

  it('that is used by many at once is done once, and all get its answer', async () => {
    await start()
    const answers = await Promise.all(Array.from({ length: 50 }, () => turn('start', 'k')))
    expect(new Set(answers.map(answer => answer.text)).size).toBe(1)
    expect(answers[0]!.json).toMatchObject({ changed: true })
    expect(await changes()).toBe(1)
  })
})

describe('a kill in the middle', () => {
  it.each([
    ['before the effect', 'said(); await new Promise(() => {})', 0],
    ['after the effect', 'await core.call(method, ...rest); said(); await new Promise(() => {})', 1],
  ] as const)(
    '%s: it is not known, is said so, and is not done again',
    async (_when, work, effects) => {
      const script = join(folder, 'child.ts')
      const here = new URL('./testing.ts', import.meta.url).href
      writeFileSync(
        script,
        `import { startTestApi } from ${JSON.stringify(here)}
       const said = () => process.stdout.write('under way')
       const api = await startTestApi({ folder: ${JSON.stringify(folder)}, around: core => ({ ...core, async call(method, ...rest) {
         if (method !== 'settings.set') return core.call(method, ...rest)
         ${work}
       } }) })
       void api.ask('/self-modify/start-autonomous', { method: 'POST', body: {}, headers: { 'idempotency-key': 'k' } })
       setInterval(() => {}, 1000)`,
      )
      const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
      const [said] = (await once(child.stdout, 'data')) as [Buffer]
      expect(said.toString()).toBe('under way')
      child.kill('SIGKILL')
      await once(child, 'exit')

      await start()
      for (let i = 0; i < 2; i++) {
        const answer = await turn('start', 'k')
        expect([answer.status, answer.json?.['type'], answer.headers['content-type']]).toEqual([
          409,
          'urn:asis:outcome-unknown',
          'application/problem+json; charset=utf-8',
        ])
        expect(answer.json?.['detail']).toContain('it is not known whether it was done')
        expect(answer.json?.['next']).toContain('GET /self-modify/status')
      }
      expect(await changes()).toBe(effects)
      expect((await turn('start', 'fresh')).json).toMatchObject({ changed: effects === 0 })
    },
    60_000,
  )
})
