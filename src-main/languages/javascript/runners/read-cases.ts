/** The report that our own reporter modules write (`harness/*-reporter.ts`): the cases as they are. */
import { z } from 'zod'
import type { TestCase } from './test-case.ts'

const report = z.object({
  cases: z.array(
    z.object({
      file: z.string(),
      name: z.string(),
      status: z.enum(['passed', 'failed', 'skipped']),
      group: z.boolean(),
      detail: z.string(),
    }),
  ),
})

/** Null when it is no such report. */
export const readCases = (text: string): readonly TestCase[] | null => {
  try {
    const read = report.safeParse(JSON.parse(text))
    return read.success ? read.data.cases : null
  } catch {
    return null
  }
}
