/**
 * Reporter that mocha loads in the box: notes every test with its file and writes the list when the run is over. It runs in the process of
 * the code under test, so what it says is a claim; the judge has canaries for that.
 */
import { writeReport, type Reported } from './test-report.ts'

interface Test {
  readonly title: string
  readonly file?: string
  readonly parent?: Test & { readonly root?: boolean }
  fullTitle?(): string
  titlePath?(): string[]
}
interface Runner {
  on(name: string, listener: (test: Test, error?: unknown) => void): void
}

const fileOf = (test: Test | undefined): string => (test === undefined ? '' : (test.file ?? fileOf(test.parent)))
const namesOf = (test: Test | undefined): readonly string[] =>
  test === undefined ? [] : [...namesOf(test.parent), ...(test.title === '' ? [] : [test.title])]

function MochaReporter(runner: Runner): void {
  const reported: Reported[] = []
  const add = (status: Reported['status']) => (test: Test, error?: unknown) => {
    reported.push({ file: fileOf(test), name: namesOf(test).join(' > '), status, error })
  }
  runner.on('pass', add('passed'))
  // A failed hook comes here too, under its own title.
  runner.on('fail', add('failed'))
  runner.on('pending', add('skipped'))
  runner.on('end', () => writeReport(reported))
}

export default MochaReporter
// Older versions load it with `require`.
export { MochaReporter as 'module.exports' }
