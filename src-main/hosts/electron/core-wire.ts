/**
 * Messages between the window's process and the process of the core. The core runs under the pinned Node beside Electron: a long
 * call never freezes the window, and the database and the sandbox see the Node they were tested with.
 */
import type { EventName, Method, Scope } from '../../../src-shared/api/contract.ts'
import type { DefectCode, Refused } from '../../../src-shared/errors.ts'

export type ToCore =
  | { readonly kind: 'call'; readonly id: number; readonly method: Method; readonly input: unknown; readonly scope: Scope }
  | { readonly kind: 'close' }

export type FromCore =
  | { readonly kind: 'opened'; readonly refused: Refused | null }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'defect'; readonly id: number; readonly code: DefectCode; readonly message: string }
  | { readonly kind: 'event'; readonly name: EventName; readonly data: unknown }
