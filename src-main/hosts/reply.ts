/**
 * One call from outside to the core, and what it becomes on the wire. Shared by the browser host and the desktop window, so that
 * both refuse in the same words. Knows no carrier.
 */
import { events, methods, type EventName, type Scope } from '../../src-shared/api/contract.ts'
import { isMethodName, type Reply } from '../../src-shared/api/wire.ts'
import { AsisError, isRefused } from '../../src-shared/errors.ts'
import type { Caller } from '../api/caller.ts'
import type { Core } from '../core-types.ts'
import type { Log } from '../platform/ports.ts'

/** Every event of the contract; a host forwards all of them and the client picks. */
export const eventNames = Object.keys(events) as readonly EventName[]

export const refusal = (code: 'bad-input' | 'not-found' | 'forbidden' | 'busy', message: string, next: string): Reply => ({
  ok: false,
  error: { code, message, next },
})

/** Never throws: a defect becomes one sentence with its code, its details go to the log only. */
export const answer = async (
  core: Core,
  method: string,
  input: unknown,
  scope: Scope,
  log: Log,
  caller?: Caller,
): Promise<Reply> => {
  if (!isMethodName(method, methods)) {
    return refusal(
      'not-found',
      `There is no method "${method.slice(0, 80)}".`,
      'Update the client; the methods are listed in contract.ts.',
    )
  }
  try {
    // The core validates: whatever the client sent goes in as it came.
    const value = await core.call(method, input as never, scope, caller)
    if (!isRefused(value)) return { ok: true, value }
    return { ok: false, error: { code: value.code, message: value.message, next: value.next } }
  } catch (error) {
    const code = error instanceof AsisError ? error.code : 'internal'
    log('error', 'call failed', { method, code, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    const what = error instanceof AsisError ? error.message : 'Something went wrong inside ASIS.'
    return {
      ok: false,
      error: {
        code,
        message: `${what} The call "${method}" did not finish.`,
        next: 'Run `asis doctor`; the log has the details.',
      },
    }
  }
}
