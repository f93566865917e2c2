/**
 * `npm test`: lint, format, types, build, unit and integration tests, browser end-to-end tests. Everything runs even when
 * something before it failed; the last line counts all of it, and the exit code is 0 only when nothing failed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from './build.ts'
import { runNode, tool } from './lib/run.ts'
import { say } from './setup/say.mjs'

interface Counts {
  passed: number
  failed: number
  skipped: number
}
const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const reports = mkdtempSync(path.join(tmpdir(), 'asis-test-'))

async function step(title: string, work: () => Promise<Counts>): Promise<void> {
  const startMs = performance.now()
  const counts = await work().catch((error: unknown) => {
    process.stderr.write(`${String(error instanceof Error ? error.message : error)}\n`)
    return { passed: 0, failed: 1, skipped: 0 }
  })
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  say(
    `${counts.failed === 0 ? 'ok    ' : 'FAILED'} ${title}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${((performance.now() - startMs) / 1000).toFixed(1)} s)`,
  )
}

const check = (args: readonly string[]) => async (): Promise<Counts> => {
  const done = await runNode(args, { show: false })
  if (done.code !== 0) process.stderr.write(done.output)
  return done.code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
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
    }) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    }),
  )
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
    (report: { stats: { expected: number; unexpected: number; flaky: number; skipped: number } }) => ({
      passed: report.stats.expected,
      failed: report.stats.unexpected + report.stats.flaky,
      skipped: report.stats.skipped,
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

rmSync(reports, { recursive: true, force: true })
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`, () =>
  process.exit(total.failed === 0 ? 0 : 1),
)
