/** Where ASIS keeps its data and finds its own files. Read once by the hosts and passed down; the core never looks. */
import { homedir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** `ASIS_HOME`, else the platform's folder for application data. Absolute. */
export function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (env['ASIS_HOME']) return path.resolve(env['ASIS_HOME'])
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'ASIS')
  if (platform === 'win32') return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'ASIS')
  return path.join(env['XDG_DATA_HOME'] ? path.resolve(env['XDG_DATA_HOME']) : path.join(homedir(), '.local', 'share'), 'asis')
}

/** Name of the variable that names the data folder; null when none does. */
export const homeVariable = (env: NodeJS.ProcessEnv): string | null => (env['ASIS_HOME'] ? 'ASIS_HOME' : null)

/** Folders of the installed program. */
export interface ProgramPaths {
  readonly root: string
  readonly bundledProject: string
  readonly harness: string
  readonly renderer: string
  /** The Node that runs benchmarks and tests inside the sandbox; empty where there is none: then nothing is run. */
  readonly node: string
  /** The generator's thread and what it reads, where they are not beside the sources. */
  readonly generator?: { readonly workerUrl: URL; readonly libraryFolder: string }
}

/** Paths when running from a checkout. */
export function checkoutPaths(root: string, node: string = process.execPath): ProgramPaths {
  return {
    root,
    bundledProject: path.join(root, 'assets', 'bundled-project'),
    harness: path.join(root, 'src-main', 'languages', 'javascript', 'harness'),
    renderer: path.join(root, 'dist', 'renderer'),
    node,
  }
}

/**
 * Paths of a package: `resources` holds the program itself (`app.asar`) and, outside of that archive, what is read by processes that know
 * nothing of archives.
 */
export function packagedPaths(root: string, resources: string, node: string): ProgramPaths {
  const outside = path.join(resources, 'outside')
  return {
    root,
    bundledProject: path.join(resources, 'bundled-project'),
    harness: path.join(outside, 'harness'),
    renderer: path.join(root, 'dist', 'renderer'),
    node,
    generator: {
      workerUrl: pathToFileURL(path.join(outside, 'generator.js')),
      libraryFolder: path.join(outside, 'typescript'),
    },
  }
}
