import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createScriptedCore, type ScriptedCore } from '../../../e2e/fixtures/scripted-core.ts'
import { callChannel, eventChannel } from '../../../src-shared/api/wire.ts'
import { refuse } from '../../../src-shared/errors.ts'
import { launchDesktop, type Launch } from './desktop-for-tests.ts'
import { WebContentsDouble, type ElectronDouble } from './electron-double.ts'

let electron: ElectronDouble
let home: string
let core: ScriptedCore

const launch = (more: Partial<Launch> = {}): Promise<ElectronDouble> =>
  launchDesktop({ home, openCore: async () => core, made: made => (electron = made), ...more })
const window = () => {
  const first = electron.windows[0]
  if (first === undefined) throw new Error('no window')
  return first
}
const fromOurPage = () => ({ sender: window().webContents, senderFrame: window().webContents.mainFrame })

beforeEach(() => {
  core = createScriptedCore('much')
  home = mkdtempSync(join(tmpdir(), 'asis desktop '))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('the window', () => {
  it('is isolated, sandboxed, without Node, and shows our own scheme', async () => {
    await launch()
    expect(window().options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      preload: '/program/preload.cjs',
    })
    expect(window().loaded).toBe('asis://app/')
  })
  it('registers the scheme and the sandbox before Electron is ready', async () => {
    await launch()
    expect(electron.order.slice(0, 3)).toEqual(['schemes', 'sandbox', 'ready'])
    expect(electron.schemes).toEqual([
      { scheme: 'asis', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
    ])
    expect([...electron.served.keys()]).toEqual(['asis'])
  })
  it('goes nowhere else and opens nothing', async () => {
    await launch()
    const { webContents } = window()
    const tryTo = (event: string, url: string): boolean => {
      let stopped = false
      webContents.emit(event, { preventDefault: () => (stopped = true) }, url)
      return stopped
    }
    for (const url of [
      'https://evil.example/',
      'file:///etc/passwd',
      'asis://app.evil/',
      'asis://other/',
      'javascript:alert(1)',
    ]) {
      expect([url, tryTo('will-navigate', url), tryTo('will-redirect', url)]).toEqual([url, true, true])
    }
    expect(tryTo('will-navigate', 'asis://app/#/review')).toBe(false)
    expect(tryTo('will-attach-webview', '')).toBe(true)
    expect(webContents.openHandler?.({ url: 'https://evil.example/' } as never)).toEqual({ action: 'deny' })
  })
  it('lets our own page write to the clipboard, and gives no other permission', async () => {
    await launch()
    const granted = (permission: string, from: string, isMainFrame = true): unknown[] => {
      const asked: unknown[] = []
      const details = { isMainFrame, requestingUrl: from }
      electron.permissions.request?.({}, permission, answer => asked.push(answer), details)
      return [...asked, electron.permissions.check?.({}, permission, from, details)]
    }
    // Without it the copy buttons of the page fail.
    expect(granted('clipboard-sanitized-write', 'asis://app/')).toEqual([true, true])
    for (const permission of ['geolocation', 'clipboard-read', 'notifications', 'media'])
      expect([permission, granted(permission, 'asis://app/')]).toEqual([permission, [false, false]])
    for (const from of ['https://evil.example/', 'asis://app.evil/', 'asis://other/', ''])
      expect([from, granted('clipboard-sanitized-write', from)]).toEqual([from, [false, false]])
    expect(granted('clipboard-sanitized-write', 'asis://app/', false)).toEqual([false, false])
    expect(electron.permissions.device?.()).toBe(false)
  })
  it('of a second start is the first one, brought to the front', async () => {
    await launch()
    window().minimized = true
    electron.app.emit('second-instance', {}, ['/opt/asis'])
    expect([window().minimized, window().focused]).toEqual([false, 1])
    await launch({ firstInstance: false })
    expect([electron.windows.length, electron.order]).toEqual([0, ['quit', 'ready']])
  })
})

describe('the two channels', () => {
  it('answer the first calls of the page, which come while it is being loaded', async () => {
    const answers: unknown[] = []
    await launch({
      whileLoading: async () => void answers.push(await electron.invoke(callChannel, fromOurPage(), 'status.get', {})),
    })
    expect(answers).toMatchObject([{ ok: true }])
  })
  it('carry calls of our page to the core and the answer back', async () => {
    await launch()
    expect(await electron.invoke(callChannel, fromOurPage(), 'status.get', {})).toMatchObject({
      ok: true,
      value: { state: 'idle', mayApprove: true },
    })
    expect(await electron.invoke(callChannel, fromOurPage(), 'session.start', { metricIds: ['BAD ID'] })).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    })
  })
  it('refuse unknown methods and whatever is no method', async () => {
    await launch()
    expect(await electron.invoke(callChannel, fromOurPage(), '__proto__', {})).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    expect(await electron.invoke(callChannel, fromOurPage(), { method: 'status.get' }, {})).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    })
  })
  it('refuse every other sender', async () => {
    await launch()
    const { webContents } = window()
    const senders = [
      { sender: new WebContentsDouble(), senderFrame: webContents.mainFrame },
      { sender: webContents, senderFrame: { origin: 'asis://app' } },
      { sender: webContents, senderFrame: null },
    ]
    for (const sender of senders)
      expect(await electron.invoke(callChannel, sender, 'status.get', {})).toMatchObject({
        ok: false,
        error: { code: 'forbidden' },
      })
    webContents.mainFrame.origin = 'https://evil.example'
    expect(await electron.invoke(callChannel, fromOurPage(), 'status.get', {})).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    })
  })
  it('carry every event of the core to the page, and none after the window is gone', async () => {
    await launch()
    core.emit('status.changed', { nowMs: 5 })
    expect(window().webContents.sent).toEqual([[eventChannel, 'status.changed', { nowMs: 5 }]])
    window().destroyed = true
    core.emit('status.changed', { nowMs: 6 })
    expect(window().webContents.sent.length).toBe(1)
  })
})

describe('the end', () => {
  it('closes the core before the program ends', async () => {
    let closed = false
    const { promise, resolve } = Promise.withResolvers<void>()
    await launch({ openCore: async () => ({ ...core, close: () => promise.then(() => void (closed = true)) }) })
    electron.app.emit('window-all-closed')
    expect(electron.order.at(-1)).toBe('quit prevented')
    expect(electron.handlers.size).toBe(0)
    resolve()
    await vi.waitFor(() => expect(electron.order.at(-1)).toBe('quit'))
    expect(closed).toBe(true)
  })
  it('comes with the refusal when the core cannot be opened, and no window', async () => {
    await launch({
      openCore: async () => refuse('store-locked', 'Another ASIS owns the data folder. Nothing was changed.', 'Close it first.'),
    })
    expect([electron.errors, electron.windows.length, electron.order.at(-1)]).toEqual([
      [['Another ASIS owns the data folder. Nothing was changed.', 'Close it first.']],
      0,
      'exit 1',
    ])
  })
})
