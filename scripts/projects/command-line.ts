/** The command line as a new user has it: a process of its own, a data folder of its own. */
import { spawnSync } from 'node:child_process'
import { commandFile } from '../setup/built-command.mjs'

export interface Called {
  readonly code: number
  /** The one document of `--json`; null where there is none. */
  readonly document: unknown
  readonly stderr: string
  readonly elapsedMs: number
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const commandLine =
  (root: string, home: string) =>
  (cwd: string, args: readonly string[], timeoutMs: number): Called => {
    const startedMs = performance.now()
    const main = commandFile(root)
    const done = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args, '--json'], {
      cwd,
      encoding: 'utf8',
      timeout: timeoutMs,
      maxBuffer: 1 << 28,
      env: { ...process.env, ASIS_ROOT: root, ASIS_HOME: home, NO_COLOR: '1' },
    })
    return {
      code: done.status ?? 130,
      document: parsed(done.stdout),
      stderr: done.stderr,
      elapsedMs: performance.now() - startedMs,
    }
  }

/** What a refused command said. */
export const refusalIn = ({ code, document, stderr }: Called): string | null => {
  if (code === 0) return null
  const error: unknown = Reflect.get(Object(document) as object, 'error')
  const message: unknown = Reflect.get(Object(error) as object, 'message')
  return typeof message === 'string' ? message : (stderr.trim().split('\n').at(-1) ?? `exit code ${code}`)
}
