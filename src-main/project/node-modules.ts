/** Where imports from a folder find packages, as Node looks for them: node_modules of the folder and of its ancestors. */
import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Real paths, nearest first. */
export const findNodeModules = (root: string): readonly string[] => {
  const found: string[] = []
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
