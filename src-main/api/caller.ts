/** Who calls the core, and how it came in: what the host knows of it, and no more. */
import type { Core } from '../core-types.ts'

/** Decides how somebody may approve. */
export type Way =
  /** A page of ours in a browser, or the window. `holder` says which one and holds no secret. */
  | { readonly kind: 'page'; readonly holder: string; readonly proof?: string | undefined }
  /** Somebody sits there, as far as that can be known. */
  | { readonly kind: 'terminal' }
  /** Whatever else it is: a token, a socket, a command without a terminal. */
  | { readonly kind: 'script' }

/** A host that says nothing speaks for a program. */
export const script: Way = { kind: 'script' }

export interface Caller {
  /** Stands in decisions; nobody proves it. `operator` when absent. */
  readonly name?: string | undefined
  readonly way?: Way | undefined
}

/** The same core for one caller: what a call does not say of its own is his. */
export const callingAs = (core: Core, caller: Caller): Core => ({
  ...core,
  call: (method, input, scope, more) => core.call(method, input, scope, { ...caller, ...more }),
})
