/** The one window: isolated, locked to our own pages, and where it was the last time. */
import { app, BrowserWindow, screen, type WebContents } from 'electron'
import type { Log } from '../../platform/ports.ts'
import { origin } from './pages.ts'
import { readBounds, smallest, startBounds, writeBounds } from './window-bounds.ts'

/** Nothing that a page starts leaves the page: no other address, no other window, no permission, no embedded content. */
export const lock = (contents: WebContents, log: Log): void => {
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

export interface WindowOptions {
  /** Absolute path of `preload.cjs`. */
  readonly preload: string
  /** File that remembers the bounds. */
  readonly boundsFile: string
  /** `#/review`; empty for the start. */
  readonly hash: string
  /** Before the page is loaded: what answers its first calls, and what becomes of it when it fails, must be there. */
  readonly created: (window: BrowserWindow) => void
}

export const openWindow = async ({ preload, boundsFile, hash, created }: WindowOptions): Promise<BrowserWindow> => {
  const saved = readBounds(
    boundsFile,
    screen.getAllDisplays().map(display => display.workArea),
  )
  const window = new BrowserWindow({
    ...startBounds(saved, screen.getPrimaryDisplay().workArea),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'ASIS',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  })
  created(window)
  if (saved?.maximized) window.maximize()
  window.on('close', () => writeBounds(boundsFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }))
  window.once('ready-to-show', () => window.show())
  await window.loadURL(`${origin}/${hash}`)
  return window
}

export const bringToFront = (window: BrowserWindow): void => {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
