/** How calls and events look on a wire: two IPC channels in the desktop window, POST and Server-Sent Events in the browser. */
import type { EventName, Method } from './contract.ts'
import type { DefectCode, RefusalCode } from '../errors.ts'

/** IPC: `invoke(callChannel, method, input)`, with a third argument where an approval needs its proof, answers a `Reply`; `on(eventChannel, name, data)`. */
export const callChannel = 'asis:call'
export const eventChannel = 'asis:event'
/** HTTP: `POST /api/call/<method>` with the input as JSON answers a `Reply`; `GET /api/events` streams `event: <name>`. */
export const callPath = '/api/call/'
export const eventsPath = '/api/events'
/**
 * A browser sends its cookie to every port of this machine, so that a server on another one can take it. What the cookie is worth is therefore bound to
 * a second secret, which the launch link hands to the page behind `#key=`, and which the page keeps where no other port can read it.
 */
export const pageKeyHeader = 'x-asis-page'
export const pageKeyHash = '#key='
/** Beside it, with what only a person may decide: the proof for exactly that, see `proof.ts`. */
export const approvalProofHeader = 'x-asis-proof'

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
  call(method: string, input: unknown, proof?: string): Promise<Reply>
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
