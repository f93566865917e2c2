/**
 * Runs the project's own tests inside the box and reports what happened to each of them. Test files run in processes of their own;
 * this process loads nothing of the project and alone holds the pipe to the judge. Whether to believe the report is decided
 * outside, with canaries.
 */
import { run } from 'node:test'
import { serve } from './channel.ts'
import { fillCopy, type FillRequest } from './fill-copy.ts'
import { runProgram, type ProgramRequest } from './run-program.ts'

export type TestRequest =
  | {
      readonly op: 'node-test'
      /** Patterns or files; null: where `node --test` looks by itself. */
      readonly patterns: readonly string[] | null
      readonly execArgv: readonly string[]
      readonly namePatterns: readonly string[]
      readonly env?: Readonly<Record<string, string>>
      readonly concurrency: number
      /** `/src` where absent. */
      readonly cwd?: string
      /** Answer at the first failure, whatever still runs: the box ends it. */
      readonly untilFailure?: boolean
    }
  | ProgramRequest
  | FillRequest

export interface TestEvent {
  readonly file: string
  readonly name: string
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly suite: boolean
  readonly detail: string
}

const text = (value: unknown, limit: number): string => String(value).slice(0, limit)

const failure = (error: unknown): string => {
  const cause: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'cause') : undefined
  const inner: unknown = cause ?? error
  if (typeof inner !== 'object' || inner === null) return text(inner, 2000)
  const stack: unknown = Reflect.get(inner, 'stack')
  const message: unknown = Reflect.get(inner, 'message')
  return text(stack ?? message ?? inner, 2000)
}

const nodeTest = (request: TestRequest & { op: 'node-test' }): Promise<object> =>
  new Promise(resolve => {
    const events: TestEvent[] = []
    // Test files get what this process has.
    Object.assign(process.env, request.env)
    const stream = run({
      cwd: request.cwd ?? '/src',
      concurrency: request.concurrency,
      execArgv: request.execArgv,
      ...(request.namePatterns.length > 0 ? { testNamePatterns: request.namePatterns } : {}),
      ...(request.patterns ? { globPatterns: request.patterns } : {}),
    })
    const add = (
      status: TestEvent['status'],
      data: { name: string; file?: string | undefined; details: object; nesting: number },
    ): void => {
      const suite = Reflect.get(data.details, 'type') === 'suite'
      const detail = status === 'failed' ? failure(Reflect.get(data.details, 'error')) : ''
      if (events.length < 50_000)
        events.push({ file: text(data.file ?? '', 500), name: text(data.name, 300), status, suite, detail })
    }
    let details = 0
    // Only the first failures are told; all details together could be larger than a frame.
    const answer = (): void =>
      resolve({
        events: events.map(event => ({ ...event, detail: event.detail !== '' && (details += 1) > 5 ? '' : event.detail })),
      })
    stream.on('test:pass', data => add(data.skip !== undefined || data.todo !== undefined ? 'skipped' : 'passed', data))
    stream.on('test:fail', data => {
      add(data.todo !== undefined ? 'skipped' : 'failed', data)
      if (request.untilFailure && data.todo === undefined) answer()
    })
    stream.on('end', answer)
    stream.on('error', error => resolve({ events, error: text(error, 500) }))
    stream.resume()
  })

await serve(async request => {
  const asked = request as TestRequest
  if (asked.op === 'fill') return fillCopy(asked)
  return asked.op === 'node-test' ? nodeTest(asked) : runProgram(asked)
})
process.exit(0)
