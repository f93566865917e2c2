/** What every part of the trial needs of the world, and where a version of the project lies. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Clock, Log, RandomBytes } from '../../platform/ports.ts'
import type { Limits, Mount, Sandbox } from '../../sandbox/sandbox.ts'

export interface TrialPorts {
  readonly sandbox: Sandbox
  readonly clock: Clock
  readonly random: RandomBytes
  /** Real path of `languages/javascript/harness`: an argument, because a packaged program keeps it elsewhere. */
  readonly harnessDir: string
  readonly log?: Log
  readonly signal?: AbortSignal
}

/** A copy of the project outside of the operator's folder: the original or the candidate. */
export interface Tree {
  readonly dir: string
  /** As `Project.nodeModules`: the nearest one is what imports see. */
  readonly nodeModules: readonly string[]
  readonly limits?: Partial<Limits>
}

/** Folders in the box. */
export interface Places {
  readonly harness: string
  readonly project: string
  readonly modules: string
}
export const neutralPlaces: Places = { harness: '/h', project: '/src', modules: '/node_modules' }

/** Path in the box of a program of the harness: the copy without types starts in a fifth of the time. */
export const harnessScript = (ports: TrialPorts, name: string, { harness } = neutralPlaces): string =>
  existsSync(path.join(ports.harnessDir, `${name}.mjs`)) ? `${harness}/${name}.mjs` : `${harness}/${name}.ts`

export const treeMounts = (
  tree: Tree,
  ports: TrialPorts,
  { harness, project, modules: place } = neutralPlaces,
): readonly Mount[] => {
  const modules = tree.nodeModules[0]
  return [
    { host: ports.harnessDir, box: harness },
    { host: tree.dir, box: project },
    ...(modules === undefined ? [] : [{ host: modules, box: place }]),
  ]
}

/** A random 32-bit seed. */
export const freshSeed = (random: RandomBytes): number => {
  const [a = 0, b = 0, c = 0, d = 0] = random(4)
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
}
