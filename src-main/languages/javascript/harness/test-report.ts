/** What our reporter modules write for the judge, as `runners/read-cases.ts` reads it. */
import { writeFileSync } from 'node:fs'

export interface Reported {
  readonly file: string
  readonly name: string
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly error: unknown
}

const maxDetails = 5

const text = (error: unknown): string => {
  if (error === undefined || error === null) return ''
  const stack: unknown = typeof error === 'object' ? Reflect.get(error, 'stack') : undefined
  return String(stack ?? error).slice(0, 4000)
}

export const writeReport = (reported: readonly Reported[]): void => {
  const file = process.env['TEST_REPORT_FILE']
  if (file === undefined) return
  let details = 0
  const cases = reported.map(({ file: from, name, status, error }) => ({
    file: from,
    name: name.slice(0, 500),
    status,
    group: false,
    // Only the first failures are told.
    detail: status === 'failed' && (details += 1) <= maxDetails ? text(error) : '',
  }))
  writeFileSync(file, JSON.stringify({ cases }))
}
