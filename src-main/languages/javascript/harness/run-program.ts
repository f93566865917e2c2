/** A program of the project's in the box: a plain test script, or a test runner that leaves a report behind. */
import { spawn } from 'node:child_process'
import { cpSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

export interface ProgramRequest {
  readonly op: 'program'
  /** Of node: its flags, the program, its arguments. */
  readonly argv: readonly string[]
  readonly cwd?: string
  /** Beside what this process has. */
  readonly env?: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Of what it prints so many characters at the end are told; default 20,000. */
  readonly kept?: number
  /** Files to copy into a folder before it starts. */
  readonly put?: { readonly files: readonly string[]; readonly folder: string }
  /** Where it leaves its report, if it does. */
  readonly report?: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'stdout' }
}

const keptText = 20_000
const graceMs = 1_000
/** Of a report, before it is packed. */
const maxReport = 48 << 20

/** Packed, because an answer has a longest line; null: there is none, or it is too long. */
const packed = (bytes: Buffer): string | null => (bytes.length > maxReport ? null : gzipSync(bytes).toString('base64'))

const packedFile = (file: string): string | null => {
  try {
    const { size } = statSync(file)
    return size > maxReport ? null : packed(readFileSync(file))
  } catch {
    return null
  }
}

export const runProgram = ({
  argv,
  cwd = '/src',
  env,
  timeoutMs,
  report,
  put,
  kept = keptText,
}: ProgramRequest): Promise<object> =>
  new Promise(resolve => {
    for (const file of put?.files ?? []) cpSync(file, path.join(put?.folder ?? '', path.basename(file)))
    const child = spawn(process.execPath, [...argv], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    })
    const whole: Buffer[] = []
    let size = 0
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      stdout = (stdout + chunk.toString()).slice(-kept)
      size += chunk.length
      if (report?.kind === 'stdout' && size <= maxReport) whole.push(chunk)
    })
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-keptText)))
    let answered = false
    const answer = (code: number | null): void => {
      if (answered) return
      answered = true
      const left =
        report === undefined
          ? null
          : report.kind === 'file'
            ? packedFile(report.path)
            : size > maxReport
              ? null
              : packed(Buffer.concat(whole))
      resolve({ code, stdout, stderr, report: left })
    }
    child.on('error', error => {
      stderr += String(error).slice(0, 500)
      answer(null)
    })
    child.on('close', answer)
    // A process that it left behind may hold its output open.
    child.on('exit', code => setTimeout(answer, graceMs, code))
  })
