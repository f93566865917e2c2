/**
 * The parts of Electron that the desktop host uses, as they behave by its documentation: only for tests without the binary. Typed by
 * `electron.d.ts`, so that a change of Electron's own interface fails the type check.
 */
import { EventEmitter } from 'node:events'
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  CustomScheme,
  Display,
  HandlerDetails,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  MessageBoxReturnValue,
  NativeImage,
  Notification,
  NotificationConstructorOptions,
  PermissionRequest,
  Rectangle,
  Tray,
  WebContents,
  WindowOpenHandlerResponse,
} from 'electron'

type Handler = (event: unknown, ...args: unknown[]) => unknown
/** These members as Electron declares them. */
type Members<T, K extends keyof T> = { [P in K]: T[P] }

export class WebContentsDouble
  extends EventEmitter
  implements Members<WebContents, 'id' | 'send' | 'reload' | 'forcefullyCrashRenderer' | 'setWindowOpenHandler'>
{
  readonly sent: unknown[][] = []
  readonly id = 1
  readonly mainFrame = { origin: 'asis://app' }
  reloads = 0
  openHandler: ((details: HandlerDetails) => WindowOpenHandlerResponse) | null = null
  setWindowOpenHandler(handler: (details: HandlerDetails) => WindowOpenHandlerResponse): void {
    this.openHandler = handler
  }
  send(...args: unknown[]): void {
    this.sent.push(args)
  }
  reload(): void {
    this.reloads += 1
  }
  /** "Forcefully terminates the renderer process": it is gone, and the page with it. */
  forcefullyCrashRenderer(): void {
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
  }
}

export interface DoubleOptions {
  readonly firstInstance?: boolean
  /** Some of Electron is there on one system only. */
  readonly platform?: NodeJS.Platform
  readonly packaged?: boolean
  readonly notifications?: boolean
  /** A desktop without a place for it throws. */
  readonly tray?: boolean
  /** While the page is being loaded, as its first calls are made. */
  readonly whileLoading?: () => Promise<void>
}

export type AskingFrame = Pick<PermissionRequest, 'isMainFrame' | 'requestingUrl'>

export const createElectronDouble = (options: DoubleOptions = {}) => {
  const order: string[] = []
  const windows: BrowserWindowDouble[] = []
  const trays: TrayDouble[] = []
  const notifications: NotificationDouble[] = []
  const handlers = new Map<string, Handler>()
  const ready = Promise.withResolvers<void>()

  class AppDouble
    extends EventEmitter
    implements
      Members<
        App,
        | 'requestSingleInstanceLock'
        | 'enableSandbox'
        | 'whenReady'
        | 'quit'
        | 'exit'
        | 'setBadgeCount'
        | 'setAsDefaultProtocolClient'
        | 'setAppUserModelId'
      >
  {
    readonly isPackaged = options.packaged ?? true
    readonly protocols: string[] = []
    badge = -1
    requestSingleInstanceLock = (): boolean => options.firstInstance ?? true
    enableSandbox = (): void => void order.push('sandbox')
    whenReady = (): Promise<void> => ready.promise
    quit = (): void => {
      let prevented = false
      this.emit('before-quit', { preventDefault: () => (prevented = true) })
      order.push(prevented ? 'quit prevented' : 'quit')
    }
    exit = (code?: number): void => void order.push(`exit ${code}`)
    setBadgeCount = (count?: number): boolean => {
      if (options.platform === 'win32') throw new TypeError('app.setBadgeCount is for Linux and macOS')
      this.badge = count ?? 0
      return true
    }
    setAsDefaultProtocolClient = (protocol: string): boolean => this.protocols.push(protocol) > 0
    modelId = ''
    setAppUserModelId = (id: string): void => {
      if (options.platform !== 'win32') throw new TypeError('app.setAppUserModelId is not a function')
      this.modelId = id
    }
  }
  const app = new AppDouble()

  class BrowserWindowDouble
    extends EventEmitter
    implements
      Members<
        BrowserWindow,
        | 'loadURL'
        | 'show'
        | 'isDestroyed'
        | 'isMinimized'
        | 'restore'
        | 'focus'
        | 'isFocused'
        | 'maximize'
        | 'isMaximized'
        | 'getNormalBounds'
      >
  {
    readonly webContents = new WebContentsDouble()
    readonly options: BrowserWindowConstructorOptions
    loaded = ''
    minimized = false
    focused = 0
    inFront = false
    destroyed = false
    maximized = false
    bounds: Rectangle
    constructor(given: BrowserWindowConstructorOptions) {
      super()
      this.options = given
      this.bounds = { x: given.x ?? 240, y: given.y ?? 90, width: given.width ?? 800, height: given.height ?? 600 }
      windows.push(this)
      app.emit('web-contents-created', {}, this.webContents)
    }
    loadURL = async (url: string): Promise<void> => {
      this.loaded = url
      await options.whileLoading?.()
    }
    show = (): void => void order.push('show')
    isDestroyed = (): boolean => this.destroyed
    isMinimized = (): boolean => this.minimized
    restore = (): void => void (this.minimized = false)
    focus = (): void => void (this.focused += 1)
    isFocused = (): boolean => this.inFront
    maximize = (): void => void (this.maximized = true)
    isMaximized = (): boolean => this.maximized
    getNormalBounds = (): Rectangle => this.bounds
  }

  class TrayDouble extends EventEmitter implements Members<Tray, 'setToolTip' | 'destroy'> {
    image: string
    tip = ''
    menu: MenuItemConstructorOptions[] = []
    destroyed = false
    constructor(image: { readonly path: string }) {
      super()
      if (options.tray === false) throw new Error('no tray')
      this.image = image.path
      trays.push(this)
    }
    setImage = (image: { readonly path: string }): void => void (this.image = image.path)
    setToolTip = (tip: string): void => void (this.tip = tip)
    setContextMenu = (menu: MenuItemConstructorOptions[]): void => void (this.menu = menu)
    destroy = (): void => void (this.destroyed = true)
  }

  class NotificationDouble extends EventEmitter implements Members<Notification, 'show'> {
    static isSupported = (): boolean => options.notifications ?? true
    readonly given: NotificationConstructorOptions
    constructor(given: NotificationConstructorOptions) {
      super()
      this.given = given
    }
    show = (): void => void notifications.push(this)
  }

  const permissions: {
    request?: (c: unknown, p: string, done: (granted: boolean) => void, details: AskingFrame) => void
    check?: (c: unknown, p: string, from: string, details: AskingFrame) => boolean
    device?: () => boolean
  } = {}
  const schemes: CustomScheme[] = []
  const served = new Map<string, (request: Request) => Promise<Response>>()
  const errors: string[][] = []
  const asked: { readonly options: MessageBoxOptions; answer(button: number): void }[] = []
  const workArea: Rectangle = { x: 0, y: 25, width: 1920, height: 1055 }
  const display: Pick<Display, 'workArea'> = { workArea }
  let menu: MenuItemConstructorOptions[] = []
  return {
    module: {
      app,
      BrowserWindow: BrowserWindowDouble,
      Tray: TrayDouble,
      Notification: NotificationDouble,
      nativeImage: { createFromPath: (path: string): Pick<NativeImage, never> & { path: string } => ({ path }) },
      screen: { getAllDisplays: () => [display], getPrimaryDisplay: () => display },
      dialog: {
        showErrorBox: (...text: string[]) => void errors.push(text),
        showMessageBox: (given: MessageBoxOptions): Promise<Pick<MessageBoxReturnValue, 'response'>> =>
          new Promise(resolve => asked.push({ options: given, answer: response => resolve({ response }) })),
      },
      ipcMain: {
        handle(channel: string, handler: Handler) {
          if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
          handlers.set(channel, handler)
        },
        removeHandler: (channel: string) => void handlers.delete(channel),
      },
      Menu: {
        setApplicationMenu: (template: MenuItemConstructorOptions[]) => void (menu = template),
        buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      },
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
          setPermissionCheckHandler: (handler: NonNullable<typeof permissions.check>) => void (permissions.check = handler),
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
    trays,
    notifications,
    asked,
    order,
    permissions,
    schemes,
    served,
    errors,
    handlers,
    menu: () => menu,
  }
}
export type ElectronDouble = ReturnType<typeof createElectronDouble>
