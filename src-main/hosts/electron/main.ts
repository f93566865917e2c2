/**
 * The desktop program: one window, one core, two channels, and what a desktop adds around them (menus, tray, notifications, links).
 * Everything a page could ask of Electron is denied by default (permissions.ts has the exception).
 */
import { app, dialog, Menu, Notification, protocol, session, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import { eventChannel, pageActionName, type PageAction } from '../../../src-shared/api/wire.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'
import type { Log, RandomBytes } from '../../platform/ports.ts'
import { wantedOf } from '../../../src-shared/domain/wanted.ts'
import { watchAttention, type Notice } from './attention.ts'
import { carry } from './carry.ts'
import { deepLinkIn, parseDeepLink } from './deep-link.ts'
import { lastingCore } from './lasting-core.ts'
import { menuTemplate } from './menu.ts'
import { scheme, servePages } from './pages.ts'
import { settlePermissions } from './permissions.ts'
import { recoverPage } from './recover-page.ts'
import { createTray } from './tray.ts'
import { bringToFront, lock, openWindow } from './window.ts'

export interface DesktopOptions {
  readonly rendererDir: string
  /** Absolute path of `preload.cjs`. */
  readonly preload: string
  /** Folder of the tray's pictures. */
  readonly icons: string
  /** Data folder: the window's place is remembered there. */
  readonly home: string
  readonly platform: NodeJS.Platform
  /** Of the first start; a link may stand there. */
  readonly argv: readonly string[]
  /** `root` of the project that was open, null at the start; `onLost` is told when the core ends by itself. */
  readonly openCore: (root: string | null, onLost: () => void) => Promise<Core | Refused>
  readonly random: RandomBytes
  readonly monotonicMs: () => number
  readonly log: Log
}

const appId = 'io.asis.desktop'
const addressOf = (action: PageAction | null): string =>
  action === null || !('go' in action) ? '' : `#/${action.go}${action.id === undefined ? '' : `/${action.id}`}`

/** True: the first button. Closing the message is the second. */
const confirm = async (message: string, detail: string, buttons: readonly [string, string]): Promise<boolean> => {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message,
    detail,
    buttons: [...buttons],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  })
  return response === 0
}

/** Resolves when the window is open, or the program is on its way out. Must be called before Electron is ready. */
export const main = async (options: DesktopOptions): Promise<void> => {
  const { log, platform } = options
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
  app.enableSandbox()
  // Only Windows has these: notifications name their program by it.
  if (platform === 'win32') app.setAppUserModelId(appId)
  // In a checkout the system would remember the bare Electron for our links.
  if (app.isPackaged) app.setAsDefaultProtocolClient(scheme)
  app.on('web-contents-created', (_event, contents) => lock(contents, log))

  let window: BrowserWindow | null = null
  const target = (): BrowserWindow | null => (window === null || window.isDestroyed() ? null : window)
  /** Before there is a window: where it opens. */
  let firstPlace = deepLinkIn(options.argv)
  const show = (action: PageAction | null): void => {
    const shown = target()
    if (shown === null) {
      firstPlace = action ?? firstPlace
      return
    }
    bringToFront(shown)
    if (action !== null) shown.webContents.send(eventChannel, pageActionName, action)
  }
  app.on('second-instance', (_event, argv) => show(deepLinkIn(argv)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    show(parseDeepLink(url))
  })

  await app.whenReady()
  settlePermissions(session.defaultSession)
  protocol.handle(scheme, servePages(options.rendererDir, options.random))

  const core = await lastingCore({
    open: options.openCore,
    ask: ({ message, next }) => confirm(message, next, ['Start It Again', 'Quit']),
    giveUp: () => app.quit(),
    log,
  })
  if (isRefused(core)) {
    dialog.showErrorBox(core.message, core.next)
    app.exit(1)
    return
  }
  const stop = (): void => {
    core.call('control.stop', { reason: 'stopped from the desktop' }, 'operate').then(
      answer => isRefused(answer) && dialog.showErrorBox(answer.message, answer.next),
      (error: unknown) => dialog.showErrorBox('Nothing could be stopped: the core does not answer.', String(error)),
    )
  }
  const tray = createTray({ icons: options.icons, platform, open: () => show(null), stop, quit: () => app.quit() })
  const shown = new Set<Notification>()
  const notify = ({ title, body, action }: Notice): void => {
    // Whoever looks at the window sees it there.
    if (target()?.isFocused() || !Notification.isSupported()) return
    const notification = new Notification({ title, body })
    // Kept until it is gone: a click on a collected one is lost.
    shown.add(notification)
    notification.on('click', () => show(action))
    notification.on('close', () => shown.delete(notification))
    notification.show()
  }
  const endAttention = watchAttention(core, {
    notify,
    show: status => {
      if (platform !== 'win32') app.setBadgeCount(status === null ? 0 : wantedOf(status))
      tray?.show(status)
    },
  })
  const release = carry(core, target, log)

  let closing = false
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', event => {
    if (closing) return
    // The stores are closed first: a session that runs is stopped, and nothing half done stays.
    event.preventDefault()
    closing = true
    endAttention()
    release()
    void core.close().finally(() => {
      tray?.close()
      app.quit()
    })
  })
  const send = (action: PageAction): void => show(action)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform, forDevelopers: !app.isPackaged, send, stop })))
  window = await openWindow({
    preload: options.preload,
    boundsFile: join(options.home, 'window.json'),
    hash: addressOf(firstPlace),
    created: made => {
      window = made
      recoverPage(made, {
        monotonicMs: options.monotonicMs,
        log,
        ask: () =>
          confirm(
            'The page of ASIS failed four times within a minute.',
            'The core goes on and nothing is lost. Try once more, or quit and open the console in a browser with: asis serve --approve --open',
            ['Try Again', 'Leave It'],
          ),
      })
    },
  })
}
