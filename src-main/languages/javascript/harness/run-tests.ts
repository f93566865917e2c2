/**
 * Runs the project's own tests inside the box and reports what happened to each of them. Test files run in processes of their own;
 * this process loads nothing of the project and alone holds the pipe to the judge. Whether to believe the report is decided
 * outside, with canaries.
 */
import { spawn } from 'node:child_process'
import { run } from 'node:test'
import { serve } from './channel.ts'

export type TestRequest =
  | {
      readonly op: 'node-test'
      /** Patterns or files; null: where `node --test` looks by itself. */
      readonly patterns: readonly string[] | null
      readonly execArgv: readonly string[]
      readonly namePatterns: readonly string[]
      readonly concurrency: number
    }
  | { readonly op: 'script'; readonly argv: readonly string[]; readonly timeoutMs: number }

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
    const stream = run({
      cwd: '/src',
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
    stream.on('test:pass', data => add(data.skip !== undefined || data.todo !== undefined ? 'skipped' : 'passed', data))
    stream.on('test:fail', data => add(data.todo !== undefined ? 'skipped' : 'failed', data))
    stream.on('end', () => {
      // Only the first failures are told; all details together could be larger than a frame.
      let details = 0
      resolve({
        events: events.map(event => ({ ...event, detail: event.detail !== '' && (details += 1) > 5 ? '' : event.detail })),
      })
    })
    stream.on('error', error => resolve({ events, error: text(error, 500) }))
    stream.resume()
  })

const script = (request: TestRequest & { op: 'script' }): Promise<object> =>
  new Promise(resolve => {
    const child = spawn(process.execPath, [...request.argv], {
      cwd: '/src',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: request.timeoutMs,
      killSignal: 'SIGKILL',
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', chunk => (stdout = (stdout + String(chunk)).slice(-20_000)))
    child.stderr.on('data', chunk => (stderr = (stderr + String(chunk)).slice(-20_000)))
    child.on('error', error => resolve({ code: null, stdout, stderr: text(error, 500) }))
    child.on('close', code => resolve({ code, stdout, stderr }))
  })

await serve(request => {
  const asked = request as TestRequest
  return asked.op === 'node-test' ? nodeTest(asked) : script(asked)
})
process.exit(0)
