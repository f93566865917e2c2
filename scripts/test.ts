/**
 * `npm test`: lint, format, types, build, unit and integration tests, browser end-to-end tests. Everything runs even when
 * something before it failed. At the end stands what failed, with its first lines, since whoever reads a long record reads its end; the last
 * line counts all of it, and the exit code is 0 only when nothing failed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { build } from './build.ts'
import { root, runNode, tool } from './lib/run.ts'
import { say } from './setup/say.mjs'

interface Counts {
  passed: number
  failed: number
  skipped: number
  /** What failed: where, and the first lines of why. */
  readonly failures?: readonly string[]
}
const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []
const reports = mkdtempSync(path.join(tmpdir(), 'asis-test-'))

async function step(title: string, work: () => Promise<Counts>): Promise<void> {
  const startMs = performance.now()
  const counts = await work().catch((error: unknown) => {
    process.stderr.write(`${String(error instanceof Error ? error.message : error)}\n`)
    return { passed: 0, failed: 1, skipped: 0, failures: [String(error)] }
  })
  failures.push(...(counts.failures ?? []).map(failure => `${title}: ${failure}`))
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  say(
    `${counts.failed === 0 ? 'ok    ' : 'FAILED'} ${title}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${((performance.now() - startMs) / 1000).toFixed(1)} s)`,
  )
}

/** At most twelve lines of a message, without colours. */
const firstLines = (text: string): string => stripVTControlCharacters(text).trim().split('\n').slice(0, 12).join('\n    ')

const check = (args: readonly string[]) => async (): Promise<Counts> => {
  const done = await runNode(args, { show: false })
  if (done.code === 0) return { passed: 1, failed: 0, skipped: 0 }
  process.stderr.write(done.output)
  return { passed: 0, failed: 1, skipped: 0, failures: [firstLines(done.output)] }
}

/** A report that is missing or counts nothing is a failure: a runner that ran no test must not look green. */
function counted(file: string, code: number, read: (report: never) => Counts): Counts {
  const counts = read(JSON.parse(readFileSync(file, 'utf8')) as never)
  if (counts.passed === 0 || (code !== 0 && counts.failed === 0)) counts.failed += 1
  return counts
}

async function unitTests(): Promise<Counts> {
  const file = path.join(reports, 'vitest.json')
  const done = await runNode([tool('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`])
  return counted(
    file,
    done.code,
    (report: {
      numPassedTests: number
      numFailedTests: number
      numFailedTestSuites: number
      numPendingTests: number
      numTodoTests: number
      testResults: readonly {
        name: string
        status: string
        message: string
        assertionResults: readonly { fullName: string; status: string; failureMessages: readonly string[] }[]
      }[]
    }) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
      failures: report.testResults.flatMap(({ name, status, message, assertionResults }) => {
        const at = path.relative(root, name)
        const failed = assertionResults.filter(test => test.status === 'failed')
        if (failed.length === 0 && status === 'failed') return [`${at}\n    ${firstLines(message)}`]
        return failed.map(test => `${at} › ${test.fullName}\n    ${firstLines(test.failureMessages.join('\n'))}`)
      }),
    }),
  )
}

interface Suite {
  readonly suites?: readonly Suite[]
  readonly specs?: readonly {
    readonly title: string
    readonly file: string
    readonly line: number
    readonly tests: readonly {
      readonly status: string
      readonly results: readonly { readonly error?: { readonly message?: string } }[]
    }[]
  }[]
}

/** The specs that failed or were flaky, of a suite and of those in it. */
function failedSpecs(suite: Suite): string[] {
  const own = (suite.specs ?? []).flatMap(spec => {
    const failed = spec.tests.filter(test => test.status === 'unexpected' || test.status === 'flaky')
    const why = failed.flatMap(test => test.results).find(result => result.error)?.error?.message ?? ''
    return failed.length === 0 ? [] : [`e2e/${spec.file}:${spec.line} › ${spec.title}\n    ${firstLines(why)}`]
  })
  return [...own, ...(suite.suites ?? []).flatMap(failedSpecs)]
}

async function browserTests(): Promise<Counts> {
  const file = path.join(reports, 'playwright.json')
  const done = await runNode([tool('@playwright/test', 'playwright'), 'test', '--reporter=list,json'], {
    show: true,
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  })
  return counted(
    file,
    done.code,
    (report: {
      stats: { expected: number; unexpected: number; flaky: number; skipped: number }
      errors?: readonly { message?: string }[]
      suites: readonly Suite[]
    }) => ({
      passed: report.stats.expected,
      failed: report.stats.unexpected + report.stats.flaky,
      skipped: report.stats.skipped,
      failures: [...(report.errors ?? []).map(error => firstLines(error.message ?? '')), ...report.suites.flatMap(failedSpecs)],
    }),
  )
}

await step('lint', check([tool('oxlint'), '--type-aware']))
await step('format', check([tool('oxfmt'), '--check', 'src-main', 'src-shared', 'src-renderer', 'scripts', 'test', 'e2e']))
await step('types', check([tool('typescript', 'tsc'), '-p', 'tsconfig.json']))
await step('types of src-shared', check([tool('typescript', 'tsc'), '-p', 'src-shared']))
await step('types of src-renderer', check([tool('typescript', 'tsc'), '-p', 'src-renderer']))
// Before the tests: those of the command line open the built console.
await step('build', async () => {
  await build()
  return { passed: 1, failed: 0, skipped: 0 }
})
await step('unit and integration tests', unitTests)
await step('end-to-end tests in a browser', browserTests)

for (const failure of failures) process.stdout.write(`\nFAILED  ${failure}\n`)
rmSync(reports, { recursive: true, force: true })
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`, () =>
  process.exit(total.failed === 0 ? 0 : 1),
)
