import { expect, it } from 'vitest'
import { CallError, type Bridge, type Reply } from '../../src-shared/api/wire.ts'
import { createIpcTransport } from './ipc.ts'

const bridgeOf = (reply: Reply) => {
  let listener: ((name: string, data: unknown) => void) | null = null
  const calls: unknown[][] = []
  const bridge: Bridge = {
    call: async (...args) => {
      calls.push(args)
      return reply
    },
    onEvent(next) {
      listener = next
      return () => {}
    },
  }
  return { bridge, calls, emit: (name: string, data: unknown) => listener?.(name, data) }
}

it('answers the value, or throws the refusal with its code and next step', async () => {
  const good = bridgeOf({ ok: true, value: [] })
  expect(await createIpcTransport(good.bridge).call('metrics.list', {})).toEqual([])
  await createIpcTransport(good.bridge).call('metrics.list', {}, 'a proof')
  expect(good.calls).toEqual([
    ['metrics.list', {}],
    ['metrics.list', {}, 'a proof'],
  ])
  const bad = createIpcTransport(
    bridgeOf({ ok: false, error: { code: 'busy', message: 'A session runs.', next: 'Wait.' } }).bridge,
  )
  const error = await bad.call('session.start', {}).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(CallError)
  expect(error).toMatchObject({ code: 'busy', message: 'A session runs.', next: 'Wait.' })
})
it('hands each event to those who asked for it, until they stop', () => {
  const { bridge, emit } = bridgeOf({ ok: true, value: null })
  const seen: number[] = []
  const stop = createIpcTransport(bridge).subscribe('status.changed', data => seen.push(data.nowMs))
  emit('status.changed', { nowMs: 1 })
  emit('journal.appended', { nowMs: 2 })
  stop()
  emit('status.changed', { nowMs: 3 })
  expect(seen).toEqual([1])
})
it('is always connected', () => {
  const seen: boolean[] = []
  createIpcTransport(bridgeOf({ ok: true, value: null }).bridge).onConnection(connected => seen.push(connected))
  expect(seen).toEqual([true])
})
