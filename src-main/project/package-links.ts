/**
 * How the packages of a monorepo find each other and what they need in a copy of it: links in `node_modules` that lead to packages of the
 * project itself, or, in the `node_modules` of a package, into the one at the root (as pnpm makes them). The `node_modules` at the root is
 * mounted beside the copy in every box, so that links to it have the same text everywhere. Nothing is followed but links that installers make.
 */
import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import path from 'node:path'
import type { Tree } from './file-tree.ts'

export interface PackageLink {
  /** Where it stands in the copy: POSIX, relative. */
  readonly path: string
  /** Text of the link. */
  readonly to: string
}

const maxLinks = 20_000

const posix = (text: string): string => text.split(path.sep).join('/')

const entriesOf = (folder: string) => {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder, { withFileTypes: true }) : []
  } catch {
    return []
  }
}

/** Names of links in one `node_modules`, those of scopes as `@scope/name`. */
const linksIn = (folder: string): readonly string[] =>
  entriesOf(folder).flatMap(entry => {
    if (entry.isSymbolicLink()) return [entry.name]
    if (!entry.name.startsWith('@') || !entry.isDirectory()) return []
    return entriesOf(path.join(folder, entry.name))
      .filter(inner => inner.isSymbolicLink())
      .map(inner => `${entry.name}/${inner.name}`)
  })

/** Folders of the machine and of the box. */
const taken = /^(?:\.\.?|src|box|copy|h|a|b|node_modules|bin|dev|etc|home|lib\w*|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)$/

/**
 * Folders of a monorepo to which links at the top of its `node_modules` lead: what is installed there and asks for a package of the monorepo
 * looks beside `node_modules`, wherever that is mounted.
 */
export const foldersBeside = (modules: string): readonly string[] => {
  const root = path.dirname(modules)
  const tops = linksIn(modules).flatMap(name => {
    const target = targetOf(path.join(modules, name))
    const top = target === null ? '..' : (posix(path.relative(root, target)).split('/')[0] ?? '..')
    return taken.test(top) || top.startsWith('.') ? [] : [top]
  })
  return [...new Set(tops)]
}

/**
 * Links of the project that lead to files or folders of it, as suites have them among their fixtures: each leads to the same in the copy,
 * by the shortest way. What leads out of the project, or to what a copy does not hold, is left out.
 */
export const linksInside = (root: string, { files, folders, skippedLinks }: Tree): readonly PackageLink[] => {
  const present = new Set([...files.map(file => file.path), ...folders])
  return skippedLinks.flatMap(where => {
    const target = targetOf(path.join(root, where))
    const inProject = target === null ? '..' : posix(path.relative(root, target))
    return present.has(inProject) ? [{ path: where, to: path.posix.relative(path.posix.dirname(where), inProject) }] : []
  })
}

const targetOf = (link: string): string | null => {
  try {
    return realpathSync(link)
  } catch {
    return null
  }
}

/**
 * @param packages folders of the copy that hold a package.json, relative; `''` is the root
 * @param modules what is mounted beside the copy
 */
export const packageLinks = (root: string, packages: readonly string[], modules: string | undefined): readonly PackageLink[] => {
  const present = new Set(packages)
  const links: PackageLink[] = []
  for (const folder of packages) {
    const holder = path.posix.join(folder, 'node_modules')
    for (const name of linksIn(path.join(root, holder))) {
      const target = targetOf(path.join(root, holder, name))
      if (target === null || links.length >= maxLinks) continue
      const where = path.posix.join(holder, name)
      const from = path.posix.dirname(where)
      const inProject = posix(path.relative(root, target))
      const inModules = modules === undefined ? '..' : posix(path.relative(modules, target))
      if (present.has(inProject) && inProject !== '') links.push({ path: where, to: path.posix.relative(from, inProject) })
      // What is mounted is found there anyway.
      else if (!inModules.startsWith('..') && path.join(root, holder) !== modules)
        links.push({ path: where, to: path.posix.join(path.posix.relative(from, ''), '..', 'node_modules', inModules) })
    }
  }
  return links
}
