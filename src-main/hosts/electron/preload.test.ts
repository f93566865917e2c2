import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { callChannel, eventChannel, type Bridge } from '../../../src-shared/api/wire.ts'

it('puts one call and one stream of events on the page, and nothing of Electron', async () => {
  const exposed: Record<string, unknown> = {}
  const calls: unknown[][] = []
  const ipcRenderer = Object.assign(new EventEmitter(), {
    invoke: async (...args: unknown[]) => {
      calls.push(args)
      return { ok: true, value: 1 }
    },
  })
  vi.doMock('electron', () => ({
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => (exposed[name] = value) },
    ipcRenderer,
  }))
  await import('./preload.ts')
  expect(Object.keys(exposed)).toEqual(['asis'])
  const bridge = exposed['asis'] as Bridge
  expect(Object.keys(bridge).sort()).toEqual(['call', 'onEvent'])

  expect(await bridge.call('status.get', {})).toEqual({ ok: true, value: 1 })
  await bridge.call('candidates.approve', {}, 'a proof')
  expect(calls).toEqual([
    [callChannel, 'status.get', {}],
    [callChannel, 'candidates.approve', {}, 'a proof'],
  ])

  const seen: unknown[][] = []
  const stop = bridge.onEvent((...args) => seen.push(args))
  ipcRenderer.emit(eventChannel, { sender: ipcRenderer }, 'status.changed', { nowMs: 1 })
  stop()
  ipcRenderer.emit(eventChannel, {}, 'status.changed', { nowMs: 2 })
  // The event object, and with it the sender, never reaches the page.
  expect(seen).toEqual([['status.changed', { nowMs: 1 }]])
})
