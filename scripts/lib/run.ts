/** Runs the tools of the project with the Node that runs this script; `.bin` links would take the system's. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

export const root = path.dirname(path.dirname(import.meta.dirname))

export interface Finished {
  readonly code: number
  readonly output: string
}

/** Path of the script behind a package's command: `tool('vite')`, `tool('oxlint')`. */
export function tool(packageName: string, command = packageName): string {
  const manifestPath = path.join(root, 'node_modules', packageName, 'package.json')
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { bin: string | Record<string, string> }
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command]
  if (!file) throw new Error(`${packageName} has no command ${command}`)
  return createRequire(manifestPath).resolve(path.join(path.dirname(manifestPath), file))
}

/** Runs `node ARGS`; output goes to stderr when `show`, and is returned in any case (at most the last 4 MB). */
export function runNode(
  args: readonly string[],
  options: { readonly show: boolean; readonly env?: NodeJS.ProcessEnv } = { show: true },
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Tools that start `node` by name must get this one too.
      env: {
        ...process.env,
        ...options.env,
        PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`,
      },
    })
    let output = ''
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-4_000_000)
      if (options.show) process.stderr.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('close', code => resolve({ code: code ?? 1, output }))
  })
}
