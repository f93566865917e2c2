/**
 * Copies a project for the sandbox, which runs as another, unprivileged user: regular files only, readable by all, written by
 * nobody else. Links are left out, not followed, but for those that lead to what is in the copy
 * too, or by which the packages of a monorepo find each other. A failed copy leaves nothing behind.
 */
import { constants } from 'node:fs'
import { chmod, mkdir, open, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import { treeLimits, walkTree, type Tree } from './file-tree.ts'
import { findNodeModules } from './node-modules.ts'
import { linksInside, packageLinks, type PackageLink } from './package-links.ts'
import { isPrivatePath } from './private-paths.ts'
import { checkPathText, show } from './safe-path.ts'

export interface CopyPlan {
  readonly root: string
  /** What to copy; the whole tree when absent. */
  readonly only?: ReadonlySet<string>
  /** POSIX path to whole text: replaces or adds. */
  readonly overlay: ReadonlyMap<string, string>
}

export const copyTree = async (plan: CopyPlan, into: string): Promise<Refused | null> => {
  for (const path of plan.overlay.keys()) {
    const bad = checkPathText(path)
    if (bad) return bad
    if (isPrivatePath(path)) return refuse('forbidden', `${show(path)} is private and cannot be replaced.`, 'Name a source file.')
  }
  const tree = plan.only ? pick(plan.only) : walkTree(plan.root)
  if (tree.tooLarge) {
    return refuse(
      'bad-input',
      `The project holds ${tree.tooLarge}, which is too much to copy for every trial. Nothing was changed.`,
      `Put asis.config.json into the folder of the code itself; at most ${treeLimits.files} files and ${treeLimits.bytes >> 20} MB are copied (node_modules not counted).`,
    )
  }
  const taken = await makeFolder(into)
  if (taken) return taken
  try {
    for (const folder of tree.folders) await mkdirOpen(join(into, folder))
    for (const file of tree.files) {
      if (plan.overlay.has(file.path)) continue
      const bad = await copyFile(join(plan.root, file.path), join(into, file.path))
      if (!bad) continue
      await rm(into, { recursive: true, force: true })
      return bad
    }
    for (const [path, text] of plan.overlay) {
      await makeFoldersOf(into, path)
      await writeOpen(join(into, path), text)
    }
    for (const { path, to } of linksOf(plan.root, tree)) {
      await makeFoldersOf(into, path)
      // What the overlay put there stays.
      await symlink(to, join(into, path)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
    }
    return null
  } catch (error) {
    await rm(into, { recursive: true, force: true })
    return diskRefusal(error, into)
  }
}

const linksOf = (root: string, tree: Tree): readonly PackageLink[] => {
  const packages = tree.files.map(file => file.path).filter(path => /(?:^|\/)package\.json$/.test(path))
  const folders = packages.map(path => path.slice(0, -'/package.json'.length))
  return [...packageLinks(root, folders, findNodeModules(root)[0]), ...linksInside(root, tree)]
}

const pick = (only: ReadonlySet<string>): Tree => {
  const folders = new Set<string>()
  for (const path of only) for (const folder of foldersOf(path)) folders.add(folder)
  const files = [...only].sort().map(path => ({ path, bytes: 0 }))
  return { files, folders: [...folders].sort(), skippedLinks: [], tooLarge: null }
}

/** `a/b/c.ts` -> `a`, `a/b`. */
const foldersOf = (path: string): string[] => {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

const makeFoldersOf = async (into: string, path: string): Promise<void> => {
  for (const folder of foldersOf(path)) await mkdirOpen(join(into, folder))
}

/** New, or an empty one that the caller made. New parents may be passed through but not listed. */
const makeFolder = async (into: string): Promise<Refused | null> => {
  try {
    const first = await mkdir(dirname(into), { recursive: true, mode: 0o711 })
    // The mode of mkdir is cut by the umask; the sandbox's user must get through whatever that is.
    if (first) for (let at = dirname(into); at.length >= first.length; at = dirname(at)) await chmod(at, 0o711)
    await mkdirOpen(into)
    if ((await readdir(into)).length === 0) return null
    return refuse('bad-input', `${into} is not empty, so the project is not copied there.`, 'Name a new folder.')
  } catch (error) {
    return diskRefusal(error, into)
  }
}

const mkdirOpen = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o755)
}

const writeOpen = async (file: string, content: string | Uint8Array, mode = 0o644): Promise<void> => {
  await writeFile(file, content)
  await chmod(file, mode)
}

const copyFile = async (from: string, to: string): Promise<Refused | null> => {
  // Refuses a link that was put there since the walk.
  const source = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => error,
  )
  if (source instanceof Error) {
    const code = 'code' in source ? String(source.code) : ''
    if (code === 'ENOENT') return null // deleted since the walk
    return refuse(
      'disk',
      `${from} cannot be read (${code}), so the project was not copied.`,
      'Make it readable, or move it out of the project.',
    )
  }
  const handle = source as Awaited<ReturnType<typeof open>>
  try {
    const content = await handle.readFile()
    // Suites start programs of the project by their first line.
    const isProgram = ((await handle.stat()).mode & 0o100) !== 0
    await writeOpen(to, content, isProgram ? 0o755 : 0o644)
    return null
  } finally {
    await handle.close()
  }
}

const diskRefusal = (error: unknown, into: string): Refused => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const why = code === 'ENOSPC' ? 'the disk is full' : code === 'EACCES' || code === 'EPERM' ? 'no permission' : code
  return refuse(
    'disk',
    `The project could not be copied to ${into}: ${why}. Nothing was changed.`,
    'Free space or give permission, then try again.',
  )
}
