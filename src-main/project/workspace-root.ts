/** The monorepo that a package belongs to: the folder above it whose `workspaces` or `pnpm-workspace.yaml` name it. */
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { plainText } from '../platform/plain-file.ts'

/** Globs of the packages, as package.json or pnpm-workspace.yaml have them; null: the folder is no root of workspaces. */
export const workspaceGlobs = (folder: string): readonly string[] | null => {
  const yaml = plainText(path.join(folder, 'pnpm-workspace.yaml'))
  if (yaml !== null) {
    const listed = /^packages:[^\S\n]*\n((?:[^\S\n]+.*\n|[^\S\n]*\n|-.*\n|#.*\n)*)/m.exec(`${yaml}\n`)?.[1] ?? ''
    return [...listed.matchAll(/^\s*-\s*["']?([^"'#\n]+?)["']?\s*(?:#.*)?$/gm)].map(match => match[1] as string)
  }
  try {
    const value: unknown = Reflect.get(
      Object(JSON.parse(plainText(path.join(folder, 'package.json')) ?? '')) as object,
      'workspaces',
    )
    const globs: unknown = Array.isArray(value) ? value : Reflect.get(Object(value) as object, 'packages')
    return Array.isArray(globs) ? globs.filter((glob): glob is string => typeof glob === 'string') : null
  } catch {
    return null
  }
}

/** Whether globs name the folder; one that begins with `!` takes it out again. */
const isNamed = (globs: readonly string[], folder: string): boolean =>
  globs.reduce((named, glob) => {
    const plain = path.posix.normalize(glob.replace(/^!/, '')).replace(/\/$/, '')
    return path.posix.matchesGlob(folder, plain) ? !glob.startsWith('!') : named
  }, false)

/** Null where the package stands alone. */
export const workspaceRootOf = (packageFolder: string): string | null => {
  const own = realpathSync(packageFolder)
  for (let at = path.dirname(own); ; at = path.dirname(at)) {
    const globs = workspaceGlobs(at)
    if (globs && isNamed(globs, path.relative(at, own).split(path.sep).join('/'))) return at
    if (path.dirname(at) === at) return null
  }
}
