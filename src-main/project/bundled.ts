/**
 * The working copy of the bundled project in the data folder: what ships with the program stays as it is, the copy is what ASIS may
 * change. A newer program replaces a copy in which nothing was changed; a changed one is the operator's and stays.
 */
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { refuse, type Refused } from '../../src-shared/errors.ts'

/** Answers the folder of the working copy. */
export async function openBundledProject(source: string, home: string): Promise<string | Refused> {
  const target = path.join(home, 'bundled-project')
  const versionFile = path.join(home, 'bundled-project.sha256')
  try {
    const shipped = await treeHash(source)
    if (shipped === null)
      return refuse('not-found', 'The bundled project is missing from this installation.', 'Install ASIS again.')
    const [copied, now] = [await readFile(versionFile, 'utf8').catch(() => null), await treeHash(target)]
    if (now !== null && (copied === shipped || (copied !== null && now !== copied))) return target
    await mkdir(home, { recursive: true, mode: 0o700 })
    // A name of its own: two first starts at once each copy, and neither sees or removes half of the other's.
    const fresh = await mkdtemp(path.join(home, '.bundled-project-'))
    try {
      await cp(source, path.join(fresh, 'new'), { recursive: true, filter: from => path.basename(from) !== 'node_modules' })
      if ((await readFile(versionFile, 'utf8').catch(() => null)) === shipped && existsSync(target)) return target
      // Aside first: what is removed is never what somebody reads under its name.
      await rename(target, path.join(fresh, 'old')).catch(ignoring('ENOENT'))
      await rename(path.join(fresh, 'new'), target).catch(ignoring('ENOTEMPTY', 'EEXIST'))
      await writeFile(path.join(fresh, 'version'), shipped)
      await rename(path.join(fresh, 'version'), versionFile)
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
    return target
  } catch (error) {
    return refuse(
      'disk',
      `The bundled project could not be copied to ${target} (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      'Check space and rights of the data folder, or set ASIS_HOME to another one.',
    )
  }
}

/** Somebody else was faster, with the same content. */
const ignoring =
  (...codes: readonly string[]) =>
  (error: NodeJS.ErrnoException): void => {
    if (!codes.includes(error.code ?? '')) throw error
  }

/** SHA-256 over paths and contents; null when there is no such folder. */
async function treeHash(folder: string): Promise<string | null> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => null)
  if (!entries) return null
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256')
  for (const file of files)
    hash
      .update(path.relative(folder, file))
      .update('\0')
      .update(await readFile(file))
      .update('\0')
  return hash.digest('hex')
}
