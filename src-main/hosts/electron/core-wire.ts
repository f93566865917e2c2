/**
 * Messages between the window's process and the process of the core, and what carries them. A process of its own: a long call never
 * freezes the window, and what the core does ends with nothing but the core.
 */
import type { EventName, Method, Scope } from '../../../src-shared/api/contract.ts'
import type { Caller } from '../../api/caller.ts'
import type { DefectCode, Refused } from '../../../src-shared/errors.ts'

export type ToCore =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly method: Method
      readonly input: unknown
      readonly scope: Scope
      readonly caller?: Caller | undefined
    }
  | { readonly kind: 'close' }

export type FromCore =
  | { readonly kind: 'opened'; readonly refused: Refused | null }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'defect'; readonly id: number; readonly code: DefectCode; readonly message: string }
  | { readonly kind: 'event'; readonly name: EventName; readonly data: unknown }

/** The process of the core as the window's process sees it. */
export interface CoreChild {
  /** For messages to the operator. */
  readonly name: string
  send(message: ToCore): void
  onMessage(listener: (message: FromCore) => void): void
  /** Resolves when the process is gone, or could not be started. */
  readonly gone: Promise<void>
}

/** The window as the process of the core sees it. */
export interface WindowPort {
  send(message: FromCore): void
  onMessage(listener: (message: ToCore) => void): void
  onGone(listener: () => void): void
}
