/**
 * The command line as it was built, while it is built from the sources that lie here now: each by size and time of its last change, so
 * that an older file put back is noticed like a newer one. Else its source, which is slower to start. Node's own modules only.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const folders = ['src-main', 'src-shared']
const files = ['package-lock.json', 'vite.cli.config.ts']
const listFile = root => path.join(root, 'dist', 'cli', 'sources.json')

/** One line per source, as text. */
export function sourcesNow(root) {
  const lines = []
  const add = file => {
    const { size, mtimeMs } = statSync(path.join(root, file))
    lines.push(`${file} ${size} ${mtimeMs}`)
  }
  for (const folder of folders)
    for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) add(path.relative(root, path.join(entry.parentPath, entry.name)))
  for (const file of files) add(file)
  return lines.toSorted((a, b) => (a < b ? -1 : 1)).join('\n')
}

/** @param sources as `sourcesNow` said before it was built. */
export const rememberSources = (root, sources) => writeFileSync(listFile(root), sources)

export const builtIsFresh = root => existsSync(listFile(root)) && readFileSync(listFile(root), 'utf8') === sourcesNow(root)

/** What runs the command line: absolute. */
export const commandFile = root =>
  builtIsFresh(root) ? path.join(root, 'dist', 'cli', 'main.js') : path.join(root, 'src-main', 'hosts', 'cli', 'main.ts')
