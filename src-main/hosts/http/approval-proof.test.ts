/** Approvals by pages and by programs: real HTTP, the real core, real stores. What is refused changes no byte. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { betterModel, modelBefore, modelFile, waitingModel, writeModel } from '../../../test/support/model-project.ts'
import { letProgramsApprove } from '../../../test/support/scripts.ts'
import { approvalProofHeader, pageKeyHeader } from '../../../src-shared/api/wire.ts'
import { suggestedPolicy } from '../../pipeline/5-review/policy.ts'
import { systemClock } from '../../platform/ports.ts'
import { tokenOf } from './access-token.ts'
import { openPage, type TestPage } from './api/testing-page.ts'
import { askSocket, rootToken, startTestApi, tokens, type Answer, type TestApi, type TestApiOptions } from './api/testing.ts'

const smallerStill = 'export const accuracy = 90\nexport const size = 25\n'
const policy = suggestedPolicy

let folder: string
let api: TestApi
let id = ''
let otherId = ''
let diffSha256 = ''
let nowMs = 0
const root = (): string => join(folder, 'project')
const home = (): string => join(folder, 'data')
const file = (): string => readFileSync(modelFile(root()), 'utf8')

const start = async (options: TestApiOptions = {}): Promise<void> => {
  api = await startTestApi({
    folder,
    scope: 'approve',
    ...options,
    // The time of the core alone: cookies live by another one.
    ofCore: { clock: { ...systemClock, nowMs: () => nowMs || systemClock.nowMs() } },
  })
  const detail = (await api.core.call('candidates.get', { id }, 'read')) as { diffSha256: string }
  ;({ diffSha256 } = detail)
}
const restart = async (options: TestApiOptions = {}): Promise<void> => {
  await api.host.close()
  await api.core.close()
  await start(options)
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asis-proof-'))
  nowMs = 0
  writeModel(root())
  id = waitingModel(home(), root(), betterModel)
  otherId = waitingModel(home(), root(), smallerStill)
  await start()
})
afterEach(async () => {
  await api.host.close()
  await api.core.close()
  rmSync(folder, { recursive: true, force: true })
})

const shown = (of = id) => ({ of: 'candidate', id: of, diffSha256 }) as const
const input = () => ({ id, diffSha256 })
const error = ({ json }: Answer): unknown => (json as { error?: unknown }).error
const value = ({ json }: Answer): unknown => (json as { value?: unknown }).value
const refusedWith = (answer: Answer, code: string, message: RegExp, status = 403): void => {
  expect([answer.status, error(answer)]).toEqual([
    status,
    { code, message: expect.stringMatching(message), next: expect.stringMatching(/\w/) },
  ])
  // One sentence of what happened, and that nothing did.
  expect((error(answer) as { message: string }).message).toMatch(/^[^\n]+\. Nothing was changed\.$/)
  expect(file()).toBe(modelBefore)
}
const stateOf = async (of = id): Promise<string> =>
  ((await api.core.call('candidates.get', { id: of }, 'read')) as { state: string }).state
const program = (method: string, asked: unknown, token: string = tokens.approve, headers: Record<string, string> = {}) =>
  api.ask(`/api/call/${method}`, { method: 'POST', token, body: asked, headers })
const scripted = (on: boolean | null) => ({ key: 'review.scriptedApprovals', value: on })
const decisions = async (): Promise<readonly string[]> =>
  ((await api.core.call('journal.list', { kinds: ['decision', 'config'], limit: 50 }, 'read')) as { detail: string }[]).map(
    record => record.detail,
  )

describe('a page', () => {
  let page: TestPage
  beforeEach(async () => {
    page = await openPage(api, 'maria')
  })

  it('approves what it shows, once, under the name of its link', async () => {
    const proof = await page.proof(shown())
    expect(value(await page.approve('candidates.approve', input(), proof))).toMatchObject({
      state: 'applied',
      decision: { by: 'operator:maria', diffSha256 },
    })
    expect(file()).toBe(betterModel)
  })
  it('is told how long its proof is good, and gets another one each time', async () => {
    const [first, second] = [await page.call('approvals.proof', shown()), await page.call('approvals.proof', shown())]
    expect(value(first)).toEqual({ proof: expect.stringMatching(/^[\w-]{43}$/), lifeMs: 300_000 })
    expect(value(second)).not.toEqual(value(first))
    expect(first.headers['cache-control']).toBe('no-store')
  })
  it('opened again, or in a second tab, approves with a proof of its own', async () => {
    const [first, second] = [await page.proof(shown()), await page.proof(shown())]
    expect((await page.approve('candidates.approve', { ...input(), trial: 99 }, first)).status).toBe(409)
    expect((await page.approve('candidates.approve', input(), second)).status).toBe(200)
  })
  it('that read for an hour asks anew, and approves', async () => {
    const old = await page.proof(shown())
    nowMs = Date.now() + 3_600_000
    refusedWith(await page.approve('candidates.approve', input(), old), 'not-proved', /too old/)
    expect((await page.approve('candidates.approve', input(), await page.proof(shown()))).status).toBe(200)
  })

  it('without a proof is refused, and with an empty one', async () => {
    refusedWith(await page.call('candidates.approve', input()), 'not-proved', /sent no proof/)
    refusedWith(await page.approve('candidates.approve', input(), ''), 'not-proved', /sent no proof/)
  })
  it('is refused with a proof that nobody made', async () => {
    const real = await page.proof(shown())
    for (const made of ['x'.repeat(43), page.key, `${real}x`, real.slice(1), `${real}, ${real}`])
      refusedWith(await page.approve('candidates.approve', input(), made), 'not-proved', /not made here/)
  })
  it('cannot use a proof twice, whatever became of the first time', async () => {
    const proof = await page.proof(shown())
    const wrong = await page.approve('candidates.approve', { ...input(), diffSha256: '0'.repeat(64) }, proof)
    refusedWith(wrong, 'not-proved', /made for candidate .*, and not for this/)
    refusedWith(await page.approve('candidates.approve', input(), proof), 'not-proved', /used before/)
  })
  it('cannot replay an approval that went through, also not after a rollback', async () => {
    const proof = await page.proof(shown())
    expect((await page.approve('candidates.approve', input(), proof)).status).toBe(200)
    expect((await page.call('modifications.rollback', { id, reason: 'worse' })).status).toBe(200)
    expect((await page.call('candidates.retry', { id })).status).toBe(200)
    refusedWith(await page.approve('candidates.approve', input(), proof), 'not-proved', /used before/)
  })
  it('of two clicks at once applies one', async () => {
    const proof = await page.proof(shown())
    const both = await Promise.all([1, 2].map(() => page.approve('candidates.approve', input(), proof)))
    expect(both.map(answer => answer.status).toSorted((a, b) => a - b)).toEqual([200, 403])
  })
  it('cannot use the proof of another candidate', async () => {
    const detail = (await api.core.call('candidates.get', { id: otherId }, 'read')) as { diffSha256: string }
    const proof = await page.proof({ of: 'candidate', id: otherId, diffSha256: detail.diffSha256 })
    refusedWith(
      await page.approve('candidates.approve', input(), proof),
      'not-proved',
      new RegExp(`made for candidate ${otherId}`),
    )
    expect(await stateOf(otherId)).toBe('awaiting-review')
  })
  it('gets none for a diff that is not stored, for what nobody knows, and for what is decided', async () => {
    refusedWith(
      await page.call('approvals.proof', { ...shown(), diffSha256: '0'.repeat(64) }),
      'not-approved',
      /another diff/,
      409,
    )
    refusedWith(await page.call('approvals.proof', shown('c_0000000000')), 'not-found', /no candidate/, 404)
    await page.call('candidates.decline', { id, reason: 'no' })
    refusedWith(await page.call('approvals.proof', shown()), 'stale-state', /is declined/, 409)
  })
  it('cannot use a proof of another page, and that one is used up then', async () => {
    const other = await openPage(api, 'jo')
    const proof = await other.proof(shown())
    refusedWith(await page.approve('candidates.approve', input(), proof), 'not-proved', /made for another page/)
    refusedWith(await other.approve('candidates.approve', input(), proof), 'not-proved', /used before/)
  })
  it('at another address of the same host is another page', async () => {
    const through = await openPage(api, 'maria', 'localhost:9000')
    const proof = await through.proof(shown())
    refusedWith(await page.approve('candidates.approve', input(), proof), 'not-proved', /made for another page/)
    const again = await through.proof(shown())
    expect((await through.approve('candidates.approve', input(), again)).status).toBe(200)
  })
  it('of another port has neither key nor proof: its server received the cookie', async () => {
    const proof = await page.proof(shown())
    const stolen = { cookie: page.cookie, [approvalProofHeader]: proof }
    for (const more of [{ [pageKeyHeader]: '' }, { [pageKeyHeader]: page.key, host: 'localhost:9000' }])
      expect((await page.call('candidates.approve', input(), { ...stolen, ...more })).status).toBe(401)
    expect((await page.call('candidates.approve', input(), { ...stolen, origin: 'http://127.0.0.1:1' })).status).toBe(403)
    expect(file()).toBe(modelBefore)
  })
  it('cannot use a proof from before the host was started again', async () => {
    await restart({ token: rootToken, instance: 'one' })
    // Through a tunnel: whatever port the host has, the browser names this one.
    const { host, port } = api
    const own = await openPage({ host, port, ask: (...asked) => api.ask(...asked) }, 'maria', 'localhost:9000')
    const proof = await own.proof(shown())
    await restart({ token: rootToken, instance: 'one' })
    refusedWith(await own.approve('candidates.approve', input(), proof), 'not-proved', /not made here/)
    expect((await own.approve('candidates.approve', input(), await own.proof(shown()))).status).toBe(200)
  })
  it('that may only look gets no proof', async () => {
    await restart({ scope: 'read' })
    const looking = await openPage(api)
    refusedWith(await looking.call('approvals.proof', shown()), 'forbidden', /may read/)
  })
  it('needs one for hunks, policies, letting programs in, and one person instead of two', async () => {
    const calls = [
      ['candidates.partial', { ...input(), hunks: [0] }],
      ['policies.put', policy],
      ['settings.set', scripted(true)],
      ['settings.set', { key: 'review.approvalsForHigh', value: 1 }],
      ['settings.set', { key: 'review.approvalsForHigh', value: null }],
    ] as const
    for (const [method, asked] of calls) refusedWith(await page.call(method, asked), 'not-proved', /sent no proof/)
    expect(value(await page.call('policies.list', {}))).toMatchObject({ policies: [] })
  })
  it('saves exactly the policy that it shows', async () => {
    const proof = await page.proof({ of: 'policy', policy })
    const looser = { ...policy, risks: ['HIGH'] }
    refusedWith(await page.approve('policies.put', looser, proof), 'not-proved', /made for the policy low-risk-rules/)
    const again = await page.proof({ of: 'policy', policy })
    expect((await page.approve('policies.put', policy, again)).status).toBe(200)
  })
  it('lets programs in with the proof for just that', async () => {
    const forOff = await page.proof({ of: 'setting', key: scripted(true).key, value: false })
    refusedWith(await page.approve('settings.set', scripted(true), forOff), 'not-proved', /= false/)
    const proof = await page.proof({ of: 'setting', ...scripted(true) })
    expect(value(await page.approve('settings.set', scripted(true), proof))).toMatchObject({ value: true })
    expect(value(await page.call('settings.set', scripted(false)))).toMatchObject({ value: false })
  })
  it('needs none for what takes something back', async () => {
    expect((await page.call('settings.set', { key: 'review.approvalsForHigh', value: 2 })).status).toBe(200)
    expect((await page.call('policies.put', { ...policy, enabled: false })).status).toBe(200)
    expect((await page.call('candidates.decline', { id, reason: 'no' })).status).toBe(200)
    expect((await page.call('control.stop', {})).status).toBe(200)
  })
})

/** All that approves. */
const all = () =>
  [
    ['candidates.approve', input()],
    ['candidates.partial', { ...input(), hunks: [0] }],
    ['policies.put', policy],
    ['settings.set', { key: 'review.approvalsForHigh', value: 1 }],
  ] as const

describe('a program', () => {
  it('approves nothing with a token while the setting is off, and is told what turns it on', async () => {
    for (const token of [tokens.approve, tokenOf(rootToken, 'approve', 'maria')])
      for (const [method, asked] of all()) refusedWith(await program(method, asked, token), 'forbidden', /left to a person/)
    const { next } = error(await program('candidates.approve', input())) as { next: string }
    expect(next).toContain(`asis settings review.scriptedApprovals on --project ${root()}`)
    expect(next).toContain('Settings, Scripted approvals')
    expect(await stateOf()).toBe('awaiting-review')
  })
  it('gets no proof, and a proof of a page does not help it', async () => {
    refusedWith(await program('approvals.proof', shown()), 'forbidden', /pages only/)
    const page = await openPage(api)
    const proof = await page.proof(shown())
    const stolen = { cookie: page.cookie, [pageKeyHeader]: page.key, [approvalProofHeader]: proof }
    refusedWith(await program('candidates.approve', input(), tokens.approve, stolen), 'forbidden', /left to a person/)
  })
  it('never turns the setting on, also not while it is on, and a weaker token neither', async () => {
    refusedWith(await program('settings.set', scripted(true)), 'forbidden', /Only a person lets programs approve/)
    refusedWith(await program('settings.set', scripted(true), tokens.operate), 'forbidden', /needs the right to approve/)
    await api.core.call('settings.set', scripted(true), 'approve')
    refusedWith(await program('settings.set', scripted(true)), 'forbidden', /Only a person lets programs approve/)
  })
  it('on the socket, or where no token is asked for, is no page either', async () => {
    const socketPath = join(folder, 'run', 'asis.sock')
    await restart({ socketPath, auth: false })
    const asked = { method: 'POST', body: input(), headers: { 'x-asis-page': 'x', cookie: 'x=y' } }
    refusedWith(await askSocket(socketPath, '/api/call/candidates.approve', asked), 'forbidden', /left to a person/)
    refusedWith(await api.ask('/api/call/candidates.approve', { ...asked, token: null }), 'forbidden', /left to a person/)
    // Who came in by a link is a page there too.
    const page = await openPage(api)
    expect((await page.approve('candidates.approve', input(), await page.proof(shown()))).status).toBe(200)
  })
  it('declines, stops, rolls back, turns things off and starts sessions with the setting off', async () => {
    const page = await openPage(api)
    await page.approve('candidates.approve', input(), await page.proof(shown()))
    const done = [
      await program('candidates.decline', { id: otherId, reason: 'no' }),
      await api.ask(`/self-modify/rollback/${id}`, { method: 'POST', body: {} }),
      await program('settings.set', { key: 'autonomous.on', value: true }),
      await api.ask('/self-modify/stop-autonomous', { method: 'POST', body: {} }),
      await program('settings.set', { key: 'review.approvalsForHigh', value: 2 }),
      await program('policies.put', { ...policy, enabled: false }),
      await program('policies.remove', { name: policy.name }),
      await program('settings.set', scripted(false)),
      await program('control.stop', { reason: 'a test' }),
      await program('control.resume', {}),
    ]
    expect(done.map(answer => answer.status)).toEqual(done.map(() => 200))
    expect(file()).toBe(modelBefore)
  })
  it('cannot put a policy that is off and turn it on', async () => {
    expect((await program('policies.put', { ...policy, enabled: false })).status).toBe(200)
    refusedWith(await program('policies.put', policy), 'forbidden', /left to a person/)
  })

  describe('where programs may approve', () => {
    beforeEach(async () => {
      await api.host.close()
      await api.core.close()
      letProgramsApprove(home())
      await start()
    })

    it('approves, and the decision and the journal say that it was a program', async () => {
      const row = value(await program('candidates.approve', input(), tokenOf(rootToken, 'approve', 'maria')))
      expect(row).toMatchObject({ state: 'applied', decision: { by: 'script:maria', reason: 'approved by a script of maria' } })
      expect(file()).toBe(betterModel)
      expect(await decisions()).toContainEqual(expect.stringContaining(`approved by script:maria: diff ${diffSha256}`))
    })
    it('without a name is a script, and what it does to policies and settings says so', async () => {
      expect(value(await program('policies.put', policy))).toMatchObject([policy])
      expect((await program('settings.set', { key: 'review.approvalsForHigh', value: 1 })).status).toBe(200)
      expect(value(await program('candidates.approve', input()))).toMatchObject({ decision: { by: 'script' } })
      const said = await decisions()
      expect(said.some(detail => detail.startsWith('added low-risk-rules') && detail.endsWith('by script'))).toBe(true)
      expect(said).toContainEqual('1 -> 1 by script')
    })
    it('approves the bytes that it names, like everybody', async () => {
      refusedWith(await program('candidates.approve', { id, diffSha256: '0'.repeat(64) }), 'not-approved', /SHA-256/, 409)
    })
    it('is none of the two people that HIGH risk may need', async () => {
      await api.host.close()
      await api.core.close()
      const high = { safety: { score: 0.3, risk: 'HIGH' as const, reasons: [] } }
      id = waitingModel(home(), root(), `${betterModel}// high\n`, high)
      await start()
      expect((await program('settings.set', { key: 'review.approvalsForHigh', value: 2 })).status).toBe(200)
      for (const name of ['maria', 'jo'])
        refusedWith(
          await program('candidates.approve', { ...input(), confirm: 'smaller-model' }, tokenOf(rootToken, 'approve', name)),
          'not-approved',
          /2 different people, and a program is none/,
          409,
        )
    })
    it('may not any more once somebody turned it off', async () => {
      expect((await program('settings.set', scripted(null))).status).toBe(200)
      refusedWith(await program('candidates.approve', input()), 'forbidden', /left to a person/)
    })
  })
})
