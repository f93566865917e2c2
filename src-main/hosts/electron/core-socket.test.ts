/** The core that end-to-end tests put behind the window, through the process that the window starts for it. */
import { resolve } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openCoreSocket, type CoreSocket } from '../../../e2e/fixtures/core-socket.ts'
import { createScriptedCore, type ScriptedCore } from '../../../e2e/fixtures/scripted-core.ts'
import { isRefused } from '../../../src-shared/errors.ts'
import { nodeChild } from './core-child.ts'
import { connectCore } from './core-client.ts'
import { coreScript } from './core-script.ts'

let socket: CoreSocket
let scripted: ScriptedCore
beforeEach(async () => {
  socket = await openCoreSocket()
  scripted = createScriptedCore('much')
})
afterEach(() => socket.close())

/** As `entry.ts` does it in a checkout. */
const start = async (onLost = (): void => {}) => {
  const env = { ...process.env, ...socket.env }
  const root = resolve(import.meta.dirname, '../../..')
  const what = coreScript({ packaged: false, root, resources: '', env, first: ['--none'] })
  const core = await connectCore(nodeChild(process.execPath, { ...what, env }), onLost)
  if (isRefused(core)) throw new Error(core.message)
  return core
}

it('opens before the test has chosen a core, and answers when it has', async () => {
  const core = await start()
  const status = core.call('status.get', {}, 'approve')
  socket.use(scripted)
  expect(await status).toMatchObject({ state: 'idle', waiting: 4, mayApprove: true })
  expect(await core.call('candidates.get', { id: 'c_nosuch0001' }, 'read')).toMatchObject({ kind: 'refused', code: 'not-found' })
  scripted.breakDown(true)
  await expect(core.call('metrics.list', {}, 'read')).rejects.toThrow('cannot be read')
  await core.close()
})
it('carries events, and is lost when the test says so; another one takes its place', async () => {
  socket.use(scripted)
  const lost = vi.fn<() => void>()
  const core = await start(lost)
  const heard = vi.fn<(data: { nowMs: number }) => void>()
  core.subscribe('status.changed', heard)
  await core.call('status.get', {}, 'read')
  scripted.emit('status.changed', { nowMs: 7 })
  await vi.waitFor(() => expect(heard).toHaveBeenCalledWith({ nowMs: 7 }))
  socket.lose()
  await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce())
  const next = await start()
  expect(await next.call('status.get', {}, 'read')).toMatchObject({ waiting: 4 })
  await next.close()
})
