/** How calls and events look on a wire: two IPC channels in the desktop window, POST and Server-Sent Events in the browser. */
import type { EventName, Method } from './contract.ts'
import type { DefectCode, RefusalCode } from '../errors.ts'

/** IPC: `invoke(callChannel, method, input)` answers a `Reply`; `on(eventChannel, name, data)`. */
export const callChannel = 'asis:call'
export const eventChannel = 'asis:event'
/** HTTP: `POST /api/call/<method>` with the input as JSON answers a `Reply`; `GET /api/events` streams `event: <name>`. */
export const callPath = '/api/call/'
export const eventsPath = '/api/events'

export interface WireError {
  readonly code: RefusalCode | DefectCode
  readonly message: string
  readonly next: string
}
export type Reply<T = unknown> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError }

export class CallError extends Error {
  readonly code: WireError['code']
  readonly next: string
  constructor(error: WireError) {
    super(error.message)
    this.name = 'CallError'
    this.code = error.code
    this.next = error.next
  }
}

export const isMethodName = (name: string, table: Readonly<Record<Method, unknown>>): name is Method => Object.hasOwn(table, name)
export type WireEvent = { readonly name: EventName; readonly data: unknown }

/** What the preload of the desktop window puts on the page as `window.asis`; nothing else of Electron is there. */
export interface Bridge {
  call(method: string, input: unknown): Promise<Reply>
  onEvent(listener: (name: string, data: unknown) => void): () => void
}

/**
 * What the window's own menus, tray and notifications ask of its page, over the same channel as the core's events. Not an event of the core: a
 * page in a browser never sees one.
 */
export const pageActionName = 'window.action'
export type PageAction =
  /** A place of the address, and a candidate in it. */
  | { readonly go: string; readonly id?: string | undefined }
  /** An action by its id, as the palette runs it. */
  | { readonly run: string }
