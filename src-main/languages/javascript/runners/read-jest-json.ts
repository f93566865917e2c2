/** The JSON report of jest, which vitest writes as well. */
import { z } from 'zod'
import type { TestCase } from './test-case.ts'

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string().default(''),
      message: z.string().nullish(),
      assertionResults: z.array(
        z.object({
          fullName: z.string().nullish(),
          title: z.string().nullish(),
          ancestorTitles: z.array(z.string()).nullish(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})

const statusOf = (status: string): TestCase['status'] =>
  status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : 'skipped'

/** Null when it is no such report. */
export const readJestJson = (text: string): readonly TestCase[] | null => {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  const read = report.safeParse(parsed)
  if (!read.success) return null
  return read.data.testResults.flatMap(({ name: file, status, message, assertionResults }): TestCase[] => {
    const cases = assertionResults.map(each => {
      const parts = [...(each.ancestorTitles ?? []), each.title ?? ''].filter(part => part !== '')
      const name = parts.join(' > ') || (each.fullName ?? '')
      return { file, name, status: statusOf(each.status), group: false, detail: (each.failureMessages ?? []).join('\n') }
    })
    // A file that could not be loaded has no tests, only a message.
    const lost = status === 'failed' && !cases.some(each => each.status === 'failed')
    return lost ? [...cases, { file, name: 'the whole file', status: 'failed', group: true, detail: message ?? '' }] : cases
  })
}
