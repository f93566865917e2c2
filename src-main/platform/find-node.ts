/**
 * The Node for the sandbox of a package, which brings none of its own: Electron cannot stand in for it (the fuse `runAsNode` is off), and a
 * second runtime is the machine's to update. In a checkout it is pinned instead.
 */
import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

/** The first version that runs TypeScript as it is, which benchmarks may be written in. */
export const oldestNode = '22.18.0'
/** Where programs started from a desktop find it, whose PATH is short. */
const usualFolders = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin']
const patienceMs = 5000

const isNewEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

/** The binary behind a command, which may be a script of a version manager; null when it is none or too old. */
const binaryBehind = async (command: string, env: NodeJS.ProcessEnv): Promise<string | null> => {
  try {
    const script = 'process.stdout.write(JSON.stringify([process.execPath, process.version]))'
    const { stdout } = await promisify(execFile)(command, ['-e', script], { timeout: patienceMs, env })
    const [binary, version] = JSON.parse(stdout) as [string, string]
    return isNewEnough(version) ? realpathSync(binary) : null
  } catch {
    return null
  }
}

/** `ASIS_NODE`, else the first one on the PATH that is new enough; empty when there is none. */
export const findNode = async (env: NodeJS.ProcessEnv, folders: readonly string[] = usualFolders): Promise<string> => {
  if (env['ASIS_NODE']) return (await binaryBehind(env['ASIS_NODE'], env)) ?? ''
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const searched = [...(env['PATH'] ?? '').split(path.delimiter).filter(path.isAbsolute), ...folders]
  for (const folder of new Set(searched)) {
    const found = await binaryBehind(path.join(folder, name), env)
    if (found !== null) return found
  }
  return ''
}
