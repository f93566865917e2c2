/** Where imports from a folder find packages, as Node looks for them: node_modules of the folder and of its ancestors. */
import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { workspaceRootOf } from './workspace-root.ts'

/**
 * Real paths, nearest first, but for a package of a monorepo: there the one at the root comes first, which holds what all packages share and
 * what their own ones lead to.
 */
export const findNodeModules = (root: string): readonly string[] => {
  const monorepo = workspaceRootOf(root)
  const shared = monorepo === null ? null : realFolder(join(monorepo, 'node_modules'))
  const found: string[] = shared === null ? [] : [shared]
  for (let at = root; ; at = dirname(at)) {
    if (basename(at) !== 'node_modules') {
      const real = realFolder(join(at, 'node_modules'))
      if (real && !found.includes(real)) found.push(real)
    }
    // A package inside of node_modules sees its siblings.
    else if (!found.includes(at)) found.push(at)
    if (dirname(at) === at) return found
  }
}

const realFolder = (path: string): string | null => {
  try {
    const real = realpathSync(path)
    return statSync(real).isDirectory() ? real : null
  } catch {
    return null
  }
}
