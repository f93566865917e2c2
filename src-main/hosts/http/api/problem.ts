/** Errors of the HTTP interface as problem documents (RFC 9457, application/problem+json). */
import { z } from 'zod'
import type { WireError } from '../../../../src-shared/api/wire.ts'

/** What only this interface can say: a key whose work was begun before ASIS ended. */
export interface ProblemError extends Omit<WireError, 'code'> {
  readonly code: WireError['code'] | 'outcome-unknown'
}

export const problem = z.object({
  type: z.string().describe('urn:asis:CODE; branch on it'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('What happened, and what it means for the files'),
  next: z.string().describe('What to do next'),
})
export type Problem = z.infer<typeof problem>

const titles: Readonly<Record<number, string>> = {
  400: 'The request is not valid',
  401: 'A token is needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not with this method',
  409: 'Not in this state',
  413: 'Too large',
  415: 'JSON only',
  422: 'Refused',
  500: 'A defect of ASIS',
  503: 'The machine lacks something',
  507: 'No space',
}

/** HTTP status of a refusal or defect of the core. */
export const statusOf = (code: ProblemError['code']): number => {
  switch (code) {
    case 'bad-input':
      return 400
    case 'forbidden':
    case 'not-proved':
      return 403
    case 'not-found':
      return 404
    case 'outcome-unknown':
    case 'stale-state':
    case 'stale-file':
    case 'not-approved':
    case 'busy':
    case 'stopped':
    case 'cancelled':
    case 'store-locked':
      return 409
    case 'no-isolation':
      return 503
    case 'disk':
      return 507
    case 'internal':
    case 'store-corrupt':
    case 'backup-corrupt':
    case 'sandbox-broken':
    case 'gate-crashed':
      return 500
    default:
      return 422
  }
}

export const problemOf = (error: ProblemError, status = statusOf(error.code)): Problem => ({
  type: `urn:asis:${error.code}`,
  title: titles[status] ?? 'Refused',
  status,
  detail: error.message,
  next: error.next,
})
