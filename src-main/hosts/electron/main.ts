/**
 * The desktop window: one window, one core, two channels. Everything a page could ask of Electron is denied by default. Knows no method
 * of the contract.
 */
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { callChannel, eventChannel, type Reply } from '../../../src-shared/api/wire.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'
import type { Log, RandomBytes } from '../../platform/ports.ts'
import { answer, eventNames, refusal } from '../reply.ts'
import { origin, scheme, servePages } from './pages.ts'

export interface DesktopOptions {
  readonly rendererDir: string
  /** Absolute path of `preload.cjs`. */
  readonly preload: string
  readonly openCore: () => Promise<Core | Refused>
  readonly random: RandomBytes
  readonly log: Log
}

/** Nothing that a page starts leaves the page: no other address, no other window, no permission, no embedded content. */
const lock = (contents: WebContents, log: Log): void => {
  const stop = (event: { preventDefault(): void }, url: string): void => {
    if (url === origin || url.startsWith(`${origin}/`)) return
    event.preventDefault()
    log('warn', 'navigation refused', { url: url.slice(0, 200) })
  }
  contents.on('will-navigate', (event, url) => stop(event, url))
  contents.on('will-redirect', (event, url) => stop(event, url))
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

const openWindow = async (options: DesktopOptions): Promise<BrowserWindow> => {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 820,
    minHeight: 560,
    show: false,
    title: 'ASIS',
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  })
  window.once('ready-to-show', () => window.show())
  await window.loadURL(`${origin}/`)
  return window
}

/** Ours means: the main frame of the window, showing our own pages. */
const isOurs = (event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean =>
  window !== null &&
  !window.isDestroyed() &&
  event.sender === window.webContents &&
  event.senderFrame !== null &&
  event.senderFrame === event.sender.mainFrame &&
  event.senderFrame.origin === origin

const carry = (core: Core, window: () => BrowserWindow | null, log: Log): (() => void) => {
  ipcMain.handle(callChannel, async (event, method: unknown, input: unknown): Promise<Reply> => {
    if (!isOurs(event, window())) {
      log('warn', 'call from a foreign frame refused')
      return refusal('forbidden', 'This page may not call ASIS. Nothing was done.', 'Use the window of ASIS.')
    }
    if (typeof method !== 'string')
      return refusal('bad-input', 'A call needs the name of a method. Nothing was done.', 'Update the client.')
    return answer(core, method, input ?? {}, 'approve', log)
  })
  const stops = eventNames.map(name =>
    core.subscribe(name, data => {
      const target = window()
      if (target !== null && !target.isDestroyed()) target.webContents.send(eventChannel, name, data)
    }),
  )
  return () => {
    ipcMain.removeHandler(callChannel)
    for (const stop of stops) stop()
  }
}

/** Resolves when the window is open, or the program is on its way out. Must be called before Electron is ready. */
export const main = async (options: DesktopOptions): Promise<void> => {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
  app.enableSandbox()
  app.on('web-contents-created', (_event, contents) => lock(contents, options.log))

  let window: BrowserWindow | null = null
  app.on('second-instance', () => {
    if (window === null || window.isDestroyed()) return
    if (window.isMinimized()) window.restore()
    window.focus()
  })

  await app.whenReady()
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, done) => done(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  protocol.handle(scheme, servePages(options.rendererDir, options.random))

  const core = await options.openCore()
  if (isRefused(core)) {
    dialog.showErrorBox(core.message, core.next)
    app.exit(1)
    return
  }
  const release = carry(core, () => window, options.log)
  let closing = false
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', event => {
    if (closing) return
    // The stores are closed first: a session that runs is stopped, and nothing half done stays.
    event.preventDefault()
    closing = true
    release()
    void core.close().finally(() => app.quit())
  })
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : [{ role: 'fileMenu' as const }]),
      { role: 'editMenu' },
      { role: 'viewMenu' },
      { role: 'windowMenu' },
    ]),
  )
  window = await openWindow(options)
}
