/** What a desktop adds around the window: place, links, menus, tray, notifications, and what happens when something is lost. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createScriptedCore, type ScriptedCore } from '../../../e2e/fixtures/scripted-core.ts'
import type { Status } from '../../../src-shared/api/contract.ts'
import { callChannel, eventChannel, pageActionName } from '../../../src-shared/api/wire.ts'
import { AsisError, isRefused, refuse } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'
import { launchDesktop, type Launch } from './desktop-for-tests.ts'
import type { ElectronDouble } from './electron-double.ts'

let electron: ElectronDouble
let core: ScriptedCore
let home: string
let calls: unknown[][]
let stopped: Status['stopped']
let nowMs = 0

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asis desktop '))
  core = createScriptedCore('much')
  calls = []
  stopped = null
  nowMs = 0
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(home, { recursive: true, force: true })
})

/** The scripted core, with an emergency stop. */
const withStop = (): Core => ({
  ...core,
  call: (async (method: 'status.get', input: never, scope: never) => {
    calls.push([method, input, scope])
    if ((method as string) === 'control.stop') return { stoppedMs: 1 }
    const answer = await core.call(method, input, scope)
    return method === 'status.get' && !isRefused(answer) ? { ...answer, stopped } : answer
  }) as unknown as Core['call'],
})
const launch = (more: Partial<Launch> = {}): Promise<ElectronDouble> =>
  launchDesktop({
    home,
    openCore: async () => withStop(),
    monotonicMs: () => nowMs,
    made: made => (electron = made),
    ...more,
  })
const window = () => electron.windows[0]!
const sent = () => window().webContents.sent.filter(([, name]) => name === pageActionName)
const click = (items: readonly MenuItemConstructorOptions[], label: string): void => {
  for (const item of items) {
    if (item.label === label) (item.click as (() => void) | undefined)?.()
    if (Array.isArray(item.submenu)) click(item.submenu, label)
  }
}

const row = async (id: string) => {
  const detail = await core.call('candidates.get', { id }, 'read')
  if (isRefused(detail)) throw new Error(detail.message)
  return detail
}
const settle = () => vi.advanceTimersByTimeAsync(1100)
const gone = (reason: string) => window().webContents.emit('render-process-gone', {}, { reason, exitCode: 1 })

describe('the place of the window', () => {
  it('is remembered when it closes, and taken again', async () => {
    await launch()
    expect(window().options).toMatchObject({ width: 1440, height: 900, show: false })
    Object.assign(window(), { bounds: { x: 40, y: 60, width: 1000, height: 700 }, maximized: true })
    window().emit('close')
    expect(JSON.parse(readFileSync(join(home, 'window.json'), 'utf8'))).toMatchObject({ x: 40, maximized: true })
    await launch()
    expect(window().options).toMatchObject({ x: 40, y: 60, width: 1000, height: 700 })
    expect(window().maximized).toBe(true)
  })
})

describe('a link', () => {
  it('opens its place at the first start, and moves the page later', async () => {
    await launch({ argv: ['/opt/asis', 'asis://open/review/c_0000000001'] })
    expect(window().loaded).toBe('asis://app/#/review/c_0000000001')
    expect(electron.app.protocols).toEqual(['asis'])
    electron.app.emit('second-instance', {}, ['/opt/asis', 'asis://open/history'])
    expect(window().webContents.sent).toEqual([[eventChannel, pageActionName, { go: 'history' }]])
    expect(window().focused).toBe(1)
  })
  it('of macOS comes as an event, also before the window is there', async () => {
    let prevented = 0
    const open = (url: string) => electron.app.emit('open-url', { preventDefault: () => (prevented += 1) }, url)
    await launch({ platform: 'darwin', beforeReady: () => open('asis://open/journal') })
    expect(window().loaded).toBe('asis://app/#/journal')
    open('asis://open/review/c_0000000002')
    expect(sent()).toEqual([[eventChannel, pageActionName, { go: 'review', id: 'c_0000000002' }]])
    expect(prevented).toBe(2)
  })
  it('that is none of ours only brings the window to the front', async () => {
    await launch({ argv: ['asis://app/../../etc/passwd'] })
    expect(window().loaded).toBe('asis://app/')
    electron.app.emit('second-instance', {}, ['asis://open/review?approve=1', '--remote-debugging-port=1'])
    electron.app.emit('open-url', { preventDefault() {} }, 'asis://open/evil')
    expect([sent(), window().focused]).toEqual([[], 2])
  })
  it('is not registered from a checkout, where the system would start a bare Electron', async () => {
    await launch({ packaged: false })
    expect(electron.app.protocols).toEqual([])
  })
})

describe('menus and tray', () => {
  it('ask the page, and stop without it', async () => {
    await launch()
    click(electron.menu(), 'Review')
    click(electron.menu(), 'All Commands')
    expect(sent().map(([, , action]) => action)).toEqual([{ go: 'review' }, { run: 'palette' }])
    click(electron.menu(), 'Stop Everything')
    expect(calls.at(-1)).toEqual(['control.stop', { reason: 'stopped from the desktop' }, 'operate'])
  })
  it('say what waits, in words and as a number', async () => {
    await launch()
    const [tray] = electron.trays
    await vi.waitFor(() => expect(electron.app.badge).toBeGreaterThan(1))
    expect(tray?.tip).toBe(`ASIS. ASIS bundled project: ${electron.app.badge} wait for you`)
    expect(tray?.image).toBe('/program/icons/trayWaiting.png')
    click(tray?.menu ?? [], 'Stop Everything')
    expect(calls.at(-1)?.[0]).toBe('control.stop')
    click(tray?.menu ?? [], 'Open ASIS')
    expect(window().focused).toBe(1)
    click(tray?.menu ?? [], 'Quit ASIS')
    await vi.waitFor(() => expect(electron.order.at(-1)).toBe('quit'))
    expect(tray?.destroyed).toBe(true)
  })
  it('are there without a tray where the desktop has no place for one', async () => {
    await launch({ tray: false })
    expect([electron.trays.length, window().loaded]).toEqual([0, 'asis://app/'])
    await vi.waitFor(() => expect(electron.app.badge).toBeGreaterThan(1))
  })
  it('say so when nothing could be stopped', async () => {
    await launch({
      openCore: async () => ({ ...core, call: async () => Promise.reject(new AsisError('internal', 'The core has ended.')) }),
    })
    click(electron.menu(), 'Stop Everything')
    await vi.waitFor(() => expect(electron.errors[0]?.[0]).toContain('Nothing could be stopped'))
  })
})

it('names its program to Windows, which has no badge, and the tray says the same', async () => {
  await launch({ platform: 'win32' })
  expect(electron.app.modelId).toBe('io.asis.desktop')
  await vi.waitFor(() => expect(electron.trays[0]?.tip).toContain('wait for you'))
  expect(electron.app.badge).toBe(-1)
})

describe('notifications', () => {
  beforeEach(() => vi.useFakeTimers())

  it('come when a change waits or was rolled back, lead there, and come once', async () => {
    await launch()
    const change = { ...(await row('c_0000000001')), state: 'awaiting-review' as const }
    core.emit('candidates.changed', change)
    core.emit('candidates.changed', { ...change, note: 'a comment' })
    await settle()
    expect(electron.notifications.map(each => each.given)).toEqual([
      { title: 'A change waits for your decision', body: change.title },
    ])
    core.emit('candidates.changed', { ...change, note: 'another comment' })
    await settle()
    expect(electron.notifications.length).toBe(1)
    electron.notifications[0]?.emit('click')
    expect(sent()).toEqual([[eventChannel, pageActionName, { go: 'review', id: change.id }]])
    expect(window().focused).toBe(1)

    core.emit('candidates.changed', { ...change, state: 'rolled-back', note: 'latency lost 14 %' })
    await settle()
    expect(electron.notifications[1]?.given).toMatchObject({
      title: 'A change was rolled back',
      body: `${change.title}. latency lost 14 %`,
    })
    electron.notifications[1]?.emit('click')
    expect(sent()[1]?.[2]).toEqual({ go: 'history', id: change.id })
  })
  it('come when a watch asks, not where it asked already, and the badge counts it', async () => {
    core.askAbout('c_0000000008', { status: 'unclear', detail: 'memory jumps about' })
    await launch()
    await settle()
    expect([electron.notifications, electron.app.badge]).toEqual([[], 5])
    core.askAbout('c_0000000005', { status: 'degraded', detail: 'latency lost 14 %' })
    await settle()
    const { title } = await row('c_0000000005')
    expect(electron.notifications.map(each => each.given)).toEqual([
      { title: 'The watch of a change asks you', body: `${title}. latency lost 14 %` },
    ])
    electron.notifications[0]?.emit('click')
    expect(sent()).toEqual([[eventChannel, pageActionName, { go: 'history', id: 'c_0000000005' }]])
    expect(electron.app.badge).toBe(6)
    await core.call('watches.answer', { id: 'c_0000000005', answer: 'keep' }, 'approve')
    await settle()
    expect([electron.notifications.length, electron.app.badge]).toEqual([1, 5])
  })
  it('are one for several changes of one moment, and none for who looks at the window', async () => {
    await launch()
    for (const id of ['c_0000000001', 'c_0000000002', 'c_0000000003'])
      core.emit('candidates.changed', { ...(await row(id)), state: 'awaiting-review' })
    await settle()
    expect(electron.notifications.map(each => each.given.title)).toEqual(['3 changes wait for your decision'])
    window().inFront = true
    core.emit('candidates.changed', { ...(await row('c_0000000004')), state: 'awaiting-review' })
    await settle()
    expect(electron.notifications.length).toBe(1)
  })
  it('come with an emergency stop, not with one that held already', async () => {
    stopped = { sinceMs: 1, by: 'operator', reason: 'too hot' }
    await launch()
    await settle()
    core.emit('status.changed', { nowMs: 1 })
    await settle()
    expect(electron.notifications).toEqual([])
    for (const next of [null, { sinceMs: 2, by: 'operator', reason: 'again too hot' }]) {
      stopped = next
      core.emit('status.changed', { nowMs: 2 })
      await settle()
    }
    expect(electron.notifications.map(each => each.given)).toEqual([{ title: 'Emergency stop', body: 'again too hot' }])
    expect(electron.trays[0]?.tip).toBe('ASIS. Stopped')
  })
  it('are none where the system has none', async () => {
    await launch({ notifications: false })
    core.emit('candidates.changed', { ...(await row('c_0000000001')), state: 'awaiting-review' })
    await settle()
    expect(electron.notifications).toEqual([])
  })
})

describe('a page that is lost', () => {
  it('is loaded again three times within a minute, then the operator is asked', async () => {
    await launch()
    for (let i = 0; i < 3; i++) gone('crashed')
    expect([window().webContents.reloads, electron.asked.length]).toEqual([3, 0])
    gone('oom')
    gone('oom')
    expect([window().webContents.reloads, electron.asked.length]).toEqual([3, 1])
    expect(electron.asked[0]?.options).toMatchObject({ buttons: ['Try Again', 'Leave It'], cancelId: 1 })
    expect(electron.asked[0]?.options.detail).toContain('The core goes on and nothing is lost.')
    electron.asked[0]?.answer(0)
    await vi.waitFor(() => expect(window().webContents.reloads).toBe(4))
    // The core was never touched.
    expect(
      await electron.invoke(
        callChannel,
        { sender: window().webContents, senderFrame: window().webContents.mainFrame },
        'status.get',
        {},
      ),
    ).toMatchObject({ ok: true })
  })
  it('now and then is loaded again without a question', async () => {
    await launch()
    for (let i = 0; i < 10; i++) {
      nowMs += 25_000
      gone('killed')
    }
    expect([window().webContents.reloads, electron.asked.length]).toEqual([10, 0])
  })
  it('because it hangs is ended and loaded again, and one that ends by itself is not', async () => {
    await launch()
    window().emit('unresponsive')
    expect(window().webContents.reloads).toBe(1)
    gone('clean-exit')
    expect(window().webContents.reloads).toBe(1)
  })
})

describe('a core that is lost', () => {
  it('is started again with the same project behind the same window, when the operator says so', async () => {
    const roots: (string | null)[] = []
    const losing: (() => void)[] = []
    await launch({
      openCore: async (root, onLost) => {
        roots.push(root)
        losing.push(onLost)
        return roots.length === 2 ? refuse('disk', 'No space is left.', 'Free some.') : withStop()
      },
    })
    core.emit('project.changed', { root: '/home/ada/engine' })
    losing.at(-1)?.()
    await vi.waitFor(() => expect(electron.asked.length).toBe(1))
    expect(electron.asked[0]?.options).toMatchObject({ buttons: ['Start It Again', 'Quit'] })
    electron.asked[0]?.answer(0)
    await vi.waitFor(() => expect(electron.asked.length).toBe(2))
    expect(electron.asked[1]?.options).toMatchObject({ message: 'No space is left.', detail: 'Free some.' })
    electron.asked[1]?.answer(0)
    await vi.waitFor(() => expect(roots).toEqual([null, '/home/ada/engine', '/home/ada/engine']))
    await vi.waitFor(() =>
      expect(
        window()
          .webContents.sent.filter(([, name]) => name === 'project.changed')
          .at(-1)?.[2],
      ).toEqual({ root: '/home/ada/engine' }),
    )
    expect(electron.windows.length).toBe(1)
  })
  it('ends the program when the operator says so', async () => {
    const losing: (() => void)[] = []
    await launch({
      openCore: async (_root, onLost) => {
        losing.push(onLost)
        return withStop()
      },
    })
    losing.at(-1)?.()
    await vi.waitFor(() => expect(electron.asked.length).toBe(1))
    electron.asked[0]?.answer(1)
    await vi.waitFor(() => expect(electron.order.at(-1)).toBe('quit'))
    expect(existsSync(join(home, 'window.json'))).toBe(false)
  })
})
