/** The sandbox that tests share, and folders of files to mount into it. For tests only. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import { openSandbox, type SandboxOptions } from './open-sandbox.ts'
import type { Job, Result, Sandbox } from './sandbox.ts'

export async function testSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await openSandbox({ nodePath: process.execPath, ...options })
  if (isRefused(sandbox)) throw new Error(`${sandbox.message} ${sandbox.next}`)
  return sandbox
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder with these files, as a copy of a project looks: readable by everyone. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'asis-test-'))
  folders.push(folder)
  chmodSync(folder, 0o755)
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return folder
}

export const nodeJob = (source: string, more: Partial<Job> = {}): Job => ({
  runtime: 'node',
  argv: ['-e', source],
  mounts: [],
  ...more,
})

export const pythonJob = (source: string, more: Partial<Job> = {}): Job => ({
  runtime: 'python',
  argv: ['-c', source],
  mounts: [],
  ...more,
})

/** What a job printed as one JSON document; its end is checked, so that a crash is not taken for containment. */
export function printed(result: Result): Record<string, unknown> {
  if (result.end.kind !== 'exited' || result.end.code !== 0) throw new Error(`${JSON.stringify(result.end)} ${result.stderr}`)
  return JSON.parse(result.stdout) as Record<string, unknown>
}
