import { describe, expect, it } from 'vitest'
import type { Method } from '../../src-shared/api/contract.ts'
import { CallError } from '../../src-shared/api/wire.ts'
import { proved, type CarriedTransport } from './proved.ts'

const subject = { of: 'candidate', id: 'c_0000000001', diffSha256: 'a'.repeat(64) } as const
const input = { id: subject.id, diffSha256: subject.diffSha256 }
const refused = (code: 'not-proved' | 'stale-state'): CallError => new CallError({ code, message: 'No.', next: 'Look.' })

/** A core that makes p1, p2, ... and answers approvals as it is told, then with their proof. */
function core(...answers: (CallError | 'fine')[]) {
  const calls: [Method, string | undefined][] = []
  let made = 0
  const carried: CarriedTransport = {
    call: (async (method: Method, _input: unknown, proof?: string) => {
      calls.push([method, proof])
      if (method === 'approvals.proof') return { proof: `p${(made += 1)}`, lifeMs: 300_000 }
      const answer = answers.shift() ?? 'fine'
      if (answer instanceof CallError) throw answer
      return proof
    }) as CarriedTransport['call'],
    subscribe: () => () => {},
    onConnection: () => () => {},
  }
  let nowMs = 0
  return { transport: proved(carried, () => nowMs), calls, pass: (ms: number) => (nowMs += ms) }
}
const settled = (): Promise<void> => new Promise(done => setTimeout(done))

describe('an approval', () => {
  it('goes with the proof that was asked for when the change was shown', async () => {
    const { transport, calls } = core()
    transport.prepare(subject)
    transport.prepare({ ...subject, id: 'c_0000000002' })
    await settled()
    transport.prepare(subject)
    expect(await transport.call('candidates.approve', input)).toBe('p1')
    expect(calls.map(([method]) => method)).toEqual(['approvals.proof', 'approvals.proof', 'candidates.approve'])
  })
  it('asks for one where nothing was shown before, and for another one the next time', async () => {
    const { transport } = core()
    expect(await transport.call('candidates.approve', input)).toBe('p1')
    expect(await transport.call('candidates.partial', { ...input, hunks: [0] })).toBe('p2')
  })
  it('after an hour of reading asks anew, without a word', async () => {
    const { transport, calls, pass } = core()
    transport.prepare(subject)
    await settled()
    pass(3_600_000)
    expect(await transport.call('candidates.approve', input)).toBe('p2')
    expect(calls).toEqual([
      ['approvals.proof', undefined],
      ['approvals.proof', undefined],
      ['candidates.approve', 'p2'],
    ])
  })
  it('of a core that was started again asks anew once, and says what comes of it', async () => {
    const { transport } = core(refused('not-proved'), refused('stale-state'))
    transport.prepare(subject)
    await settled()
    await expect(transport.call('candidates.approve', input)).rejects.toMatchObject({ code: 'stale-state' })
  })
  it('is not repeated where it was refused for another reason, or with a fresh proof', async () => {
    const one = core(refused('stale-state'))
    one.transport.prepare(subject)
    await settled()
    await expect(one.transport.call('candidates.approve', input)).rejects.toMatchObject({ code: 'stale-state' })
    const two = core(refused('not-proved'))
    await expect(two.transport.call('candidates.approve', input)).rejects.toMatchObject({ code: 'not-proved' })
    for (const { calls } of [one, two]) expect(calls.filter(([method]) => method === 'candidates.approve')).toHaveLength(1)
  })
})

it.each([
  ['candidates.decline', { id: subject.id, reason: 'no' }],
  ['modifications.rollback', { id: subject.id, reason: 'no' }],
  ['settings.set', { key: 'review.scriptedApprovals', value: false }],
  ['settings.set', { key: 'review.approvalsForHigh', value: 2 }],
  ['settings.set', { key: 'autonomous.on', value: true }],
  ['candidates.get', { id: subject.id }],
] as const)('%s %j goes as it is', async (method, asked) => {
  const { transport, calls } = core()
  await transport.call(method, asked as never)
  expect(calls).toEqual([[method, undefined]])
})

it.each([
  ['settings.set', { key: 'review.scriptedApprovals', value: true }],
  ['settings.set', { key: 'review.approvalsForHigh', value: null }],
] as const)('%s %j lets more be approved, and is proved', async (method, asked) => {
  const { transport } = core()
  expect(await transport.call(method, asked)).toBe('p1')
})
