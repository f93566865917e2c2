import { afterEach, expect, it, vi } from 'vitest'
import { pageActionName, type Bridge } from '../../src-shared/api/wire.ts'
import { followWindow } from './window-actions.ts'

const actions = vi.hoisted(() => ({ list: [] as { id: string; enabled?: boolean; run(): void }[] }))
vi.mock('../keys/actions.ts', () => ({ currentActions: () => actions.list }))

const connect = () => {
  const listeners: ((name: string, data: unknown) => void)[] = []
  const bridge: Bridge = {
    call: async () => ({ ok: true, value: null }),
    onEvent: next => {
      listeners.push(next)
      return () => {}
    },
  }
  followWindow(bridge)
  return (name: string, data: unknown): void => listeners[0]?.(name, data)
}
afterEach(() => vi.unstubAllGlobals())

it('moves the page to a known place and nowhere else', () => {
  const location = { hash: '#/now' }
  vi.stubGlobal('location', location)
  const send = connect()
  const hashes = [{ go: 'review', id: 'c_0000000001' }, { go: 'history' }, { go: 'evil', id: '../x' }, { go: 7 }, null, 'go'].map(
    action => {
      send(pageActionName, action)
      return location.hash
    },
  )
  expect(hashes).toEqual(['#/review/c_0000000001', '#/history', '#/now', '#/now', '#/now', '#/now'])
  send('status.changed', { go: 'review' })
  expect(location.hash).toBe('#/now')
})
it('runs an action by its id, when it can be done now', () => {
  const run: string[] = []
  actions.list = [
    { id: 'palette', run: () => run.push('palette') },
    { id: 'stop', enabled: false, run: () => run.push('stop') },
  ]
  const send = connect()
  for (const id of ['palette', 'stop', 'none', '__proto__']) send(pageActionName, { run: id })
  expect(run).toEqual(['palette'])
})
