/** Reporter that jasmine loads in the box; as with mocha's, what it says is a claim of the process under test. */
import { fileURLToPath } from 'node:url'
import { writeReport, type Reported } from './test-report.ts'

interface Result {
  readonly fullName: string
  readonly filename?: string
  readonly status?: string
  readonly failedExpectations?: readonly { readonly message?: string; readonly stack?: string }[]
}

const fileOf = ({ filename = '' }: Result): string => (filename.startsWith('file:') ? fileURLToPath(filename) : filename)

const problemOf = ({ failedExpectations = [] }: Result): string =>
  failedExpectations.map(({ message = '', stack = '' }) => `${message}\n${stack}`).join('\n')

class JasmineReporter {
  readonly reported: Reported[] = []

  specDone(result: Result): void {
    const status = result.status === 'passed' ? 'passed' : result.status === 'failed' ? 'failed' : 'skipped'
    this.reported.push({ file: fileOf(result), name: result.fullName, status, error: problemOf(result) })
  }
  /** What fails outside of a test: hooks, and files that cannot be loaded. */
  suiteDone(result: Result): void {
    if ((result.failedExpectations ?? []).length > 0) this.#failedAround(result.fullName, result)
  }
  jasmineDone(result: Result): void {
    if ((result.failedExpectations ?? []).length > 0) this.#failedAround('around the tests', result)
    writeReport(this.reported)
  }
  #failedAround(name: string, result: Result): void {
    this.reported.push({ file: fileOf(result), name, status: 'failed', error: problemOf(result) })
  }
}

export default JasmineReporter
// Older versions load it with `require`.
export { JasmineReporter as 'module.exports' }
