/**
 * How things go wrong. Two kinds, never mixed:
 * - a `Refused` value: an expected answer ("the file changed since"), returned, shown to the operator as it is;
 * - an `AsisError`: a defect of ours or of the machine, thrown, shown as one sentence with its code.
 */

/** Clients branch on `code`, never on `message`. */
export const refusalCodes = [
  'bad-input', // a value that the caller gave is wrong
  'bad-manifest', // asis.config.json is missing or does not fit its schema
  'bad-benchmark', // input generator or benchmark throws, never ends or returns nothing usable
  'tests-fail', // the project's own tests fail before any change
  'not-found', // id, metric, function or file does not exist
  'outside-project', // path leaves the project, by `..` or through a symbolic link
  'stale-state', // the candidate is not in the state that this needs
  'stale-file', // a file is not the one that was verified
  'not-approved', // bytes or hash differ from what was approved, or a confirmation is missing
  'store-locked', // another ASIS owns the data folder
  'store-newer', // written by a newer version of the program
  'disk', // no space or no permission
  'no-isolation', // no tier of the sandbox passes its self-test
  'forbidden', // the caller's scope, or how it comes in, does not allow it
  'not-proved', // a page's approval lacks its proof, or the proof is not for this, not its own, used or too old
  'cancelled', // the operator stopped it
  'busy', // a session runs already
  'stopped', // an emergency stop holds
] as const
export type RefusalCode = (typeof refusalCodes)[number]

export interface Refused {
  readonly kind: 'refused'
  readonly code: RefusalCode
  /** One sentence: what happened, and what it means for the files (usually "Nothing was changed."). */
  readonly message: string
  /** One sentence: what to do next. */
  readonly next: string
}

export const refuse = (code: RefusalCode, message: string, next: string): Refused => ({ kind: 'refused', code, message, next })

export const isRefused = (value: unknown): value is Refused =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refused' && 'code' in value

export type DefectCode = 'internal' | 'store-corrupt' | 'backup-corrupt' | 'sandbox-broken' | 'gate-crashed'

export class AsisError extends Error {
  readonly code: DefectCode
  constructor(code: DefectCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AsisError'
    this.code = code
  }
}
