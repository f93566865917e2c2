import { describe, expect, it } from 'vitest'
import { methods, type Method, type Scope } from '../../src-shared/api/contract.ts'
import type { Log } from '../platform/ports.ts'
import { dispatch, type Handlers } from './dispatch.ts'

/** A clock that only the handler moves, and everything that was logged. */
function bench(tookMs: number, work: () => Promise<void> | void = () => {}) {
  let nowMs = 0
  const lines: [string, string, object | undefined][] = []
  const log: Log = (level, message, fields) => void lines.push([level, message, fields])
  const handlers = {
    'sessions.list': () => {
      nowMs += tookMs
      return []
    },
    'analyze.run': async () => {
      nowMs += tookMs
      await work()
      nowMs += 1000
      return []
    },
    'journal.verify': () => {
      nowMs += tookMs
      throw new Error('defect')
    },
  } as unknown as Handlers
  return { handlers, lines, ports: { clock: { monotonicMs: () => nowMs }, log } }
}

describe('a call that holds the core', () => {
  it('for more than 8 ms is logged with its name and without its input', async () => {
    const { handlers, lines, ports } = bench(9)
    await dispatch(handlers, 'sessions.list', { limit: 77 }, 'read', ports)
    expect(lines).toEqual([['warn', 'a call held the core', { method: 'sessions.list', elapsedMs: 9 }]])
  })
  it('for 8 ms is not', async () => {
    const { handlers, lines, ports } = bench(8)
    await dispatch(handlers, 'sessions.list', { limit: 77 }, 'read', ports)
    expect(lines).toEqual([])
  })
  it('counts up to the first await only', async () => {
    const slow = bench(9)
    await dispatch(slow.handlers, 'analyze.run', {}, 'operate', slow.ports)
    expect(slow.lines).toMatchObject([['warn', 'a call held the core', { method: 'analyze.run', elapsedMs: 9 }]])
    const quick = bench(1)
    await dispatch(quick.handlers, 'analyze.run', {}, 'operate', quick.ports)
    expect(quick.lines).toEqual([])
  })
  it('is logged also when it throws', async () => {
    const { handlers, lines, ports } = bench(20)
    await expect(dispatch(handlers, 'journal.verify', {}, 'read', ports)).rejects.toThrow('defect')
    expect(lines).toHaveLength(1)
  })
})

it('refuses unknown methods, too little scope and wrong input without running anything', async () => {
  const { handlers, ports } = bench(1)
  expect(await dispatch(handlers, 'toString' as never, {} as never, 'approve', ports)).toMatchObject({ code: 'not-found' })
  expect(await dispatch(handlers, 'analyze.run', {}, 'read', ports)).toMatchObject({ code: 'forbidden' })
  expect(await dispatch(handlers, 'sessions.list', { limit: 0 }, 'read', ports)).toMatchObject({ code: 'bad-input' })
})

describe('making things safer', () => {
  const handlers = new Proxy({}, { get: () => () => 'done' }) as Handlers
  const ports = bench(1).ports
  const asked = (method: Method, input: unknown, scope: Scope) => dispatch(handlers, method, input as never, scope, ports)

  it.each([
    ['control.stop', {}],
    ['session.cancel', {}],
    ['settings.set', { key: 'autonomous.on', value: false }],
    ['policies.remove', { name: 'low-risk' }],
  ] as const)('%s %j needs no right to approve, and more than reading', async (method, input) => {
    expect(await asked(method, input, 'operate')).toBe('done')
    expect(await asked(method, input, 'read')).toMatchObject({ code: 'forbidden' })
  })

  it.each([
    ['settings.set', { key: 'autonomous.on', value: true }],
    ['settings.set', { key: 'autonomous.on', value: null }],
    ['settings.set', { key: 'autonomous.breaker', value: false }],
    ['settings.set', { key: 'constructor', value: false }],
    ['settings.set', { key: 'autonomous.on', value: false, more: 1 }],
    ['control.resume', {}],
    ['watches.answer', { id: 'c_0000000001', answer: 'keep' }],
    ['modifications.rollback', { id: 'c_0000000001', reason: 'r' }],
  ] as const)('the opposite, and anything that only looks like it, does: %s %j', async (method, input) => {
    expect(await asked(method, input, 'operate')).toMatchObject({ code: 'forbidden' })
  })

  it('is the business of exactly these: who adds a method decides where it belongs', () => {
    const scopes = Object.entries(methods).flatMap(([name, { scope }]) => (scope === 'approve' ? [name] : []))
    expect(scopes).toEqual([
      'approvals.proof',
      'candidates.approve',
      'candidates.decline',
      'candidates.undecline',
      'candidates.partial',
      'modifications.rollback',
      'modifications.rollbackSince',
      'edits.restore',
      'watches.answer',
      'upkeep.run',
      'control.resume',
      'settings.set',
      'policies.put',
      'projects.open',
      'projects.look',
      'projects.init',
      'folders.list',
    ])
  })
})
