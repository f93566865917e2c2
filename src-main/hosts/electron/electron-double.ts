/**
 * The parts of Electron that the desktop host uses, as they behave by its documentation: only for tests without the binary. Typed by
 * `electron.d.ts`, so that a change of Electron's own interface fails the type check.
 */
import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions, CustomScheme, HandlerDetails, WindowOpenHandlerResponse } from 'electron'

type Handler = (event: unknown, ...args: unknown[]) => unknown

export class WebContentsDouble extends EventEmitter {
  readonly sent: unknown[][] = []
  readonly mainFrame = { origin: 'asis://app' }
  openHandler: ((details: HandlerDetails) => WindowOpenHandlerResponse) | null = null
  setWindowOpenHandler(handler: (details: HandlerDetails) => WindowOpenHandlerResponse): void {
    this.openHandler = handler
  }
  send(...args: unknown[]): void {
    this.sent.push(args)
  }
}

export const createElectronDouble = (options: { readonly firstInstance?: boolean } = {}) => {
  const order: string[] = []
  const windows: BrowserWindowDouble[] = []
  const handlers = new Map<string, Handler>()
  const ready = Promise.withResolvers<void>()

  class AppDouble extends EventEmitter {
    readonly isPackaged = true
    requestSingleInstanceLock = (): boolean => options.firstInstance ?? true
    enableSandbox = (): void => void order.push('sandbox')
    whenReady = (): Promise<void> => ready.promise
    quit = (): void => {
      let prevented = false
      this.emit('before-quit', { preventDefault: () => (prevented = true) })
      order.push(prevented ? 'quit prevented' : 'quit')
    }
    exit = (code: number): void => void order.push(`exit ${code}`)
  }
  const app = new AppDouble()

  class BrowserWindowDouble extends EventEmitter {
    readonly webContents = new WebContentsDouble()
    readonly options: BrowserWindowConstructorOptions
    loaded = ''
    minimized = false
    focused = 0
    destroyed = false
    constructor(given: BrowserWindowConstructorOptions) {
      super()
      this.options = given
      windows.push(this)
      app.emit('web-contents-created', {}, this.webContents)
    }
    loadURL = async (url: string): Promise<void> => void (this.loaded = url)
    show = (): void => void order.push('show')
    isDestroyed = (): boolean => this.destroyed
    isMinimized = (): boolean => this.minimized
    restore = (): void => void (this.minimized = false)
    focus = (): void => void (this.focused += 1)
  }

  const permissions: {
    request?: (c: unknown, p: string, done: (granted: boolean) => void) => void
    check?: () => boolean
    device?: () => boolean
  } = {}
  const schemes: CustomScheme[] = []
  const served = new Map<string, (request: Request) => Promise<Response>>()
  const errors: string[][] = []
  return {
    module: {
      app,
      BrowserWindow: BrowserWindowDouble,
      dialog: { showErrorBox: (...text: string[]) => void errors.push(text) },
      ipcMain: {
        handle(channel: string, handler: Handler) {
          if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
          handlers.set(channel, handler)
        },
        removeHandler: (channel: string) => void handlers.delete(channel),
      },
      Menu: { setApplicationMenu: () => {}, buildFromTemplate: (template: unknown) => template },
      protocol: {
        registerSchemesAsPrivileged(list: CustomScheme[]) {
          order.push('schemes')
          schemes.push(...list)
        },
        handle: (scheme: string, handler: (request: Request) => Promise<Response>) => void served.set(scheme, handler),
      },
      session: {
        defaultSession: {
          setPermissionRequestHandler: (handler: NonNullable<typeof permissions.request>) => void (permissions.request = handler),
          setPermissionCheckHandler: (handler: () => boolean) => void (permissions.check = handler),
          setDevicePermissionHandler: (handler: () => boolean) => void (permissions.device = handler),
        },
      },
    },
    /** What a page does with `ipcRenderer.invoke`: arguments and answer are structured clones. */
    invoke: async (channel: string, event: unknown, ...args: unknown[]): Promise<unknown> => {
      const handler = handlers.get(channel)
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
      return structuredClone(await handler(event, ...structuredClone(args)))
    },
    ready: () => {
      order.push('ready')
      ready.resolve()
    },
    app,
    windows,
    order,
    permissions,
    schemes,
    served,
    errors,
    handlers,
  }
}
export type ElectronDouble = ReturnType<typeof createElectronDouble>
