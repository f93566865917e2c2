/**
 * The command line as it was built, while it is built from the sources that lie here now: each by size and time of its last change, so
 * that an older file put back is noticed like a newer one. Else its source, which is slower to start. Node's own modules only.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const folders = ['src-main', 'src-shared']
const files = ['package-lock.json', 'vite.cli.config.ts']
const listFile = root => path.join(root, 'dist', 'cli', 'sources.json')

const line = (root, file) => {
  const { size, mtimeMs } = statSync(path.join(root, file))
  return `${file} ${size} ${mtimeMs}`
}
const sorted = lines => lines.toSorted((a, b) => (a < b ? -1 : 1)).join('\n')

/** One line per source, as text. */
export function sourcesNow(root) {
  const lines = files.map(file => line(root, file))
  for (const folder of folders)
    for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
        lines.push(line(root, path.relative(root, path.join(entry.parentPath, entry.name))))
  return sorted(lines)
}

/** What was built, the same way: after a loss of power a file may be there and hold nothing. Empty where the program is not among it. */
function builtNow(root) {
  const names = readdirSync(path.join(root, 'dist', 'cli')).filter(name => name.endsWith('.js'))
  return names.includes('main.js') && names.includes('generator.js')
    ? sorted(names.map(name => line(root, `dist/cli/${name}`)))
    : ''
}

/** @param sources as `sourcesNow` said before it was built. Nothing is remembered where nothing was built. */
export function rememberSources(root, sources) {
  if (!existsSync(path.dirname(listFile(root)))) return
  const built = builtNow(root)
  if (built !== '') writeFileSync(listFile(root), `${sources}\n\n${built}`)
}

export function builtIsFresh(root) {
  try {
    const built = builtNow(root)
    return built !== '' && readFileSync(listFile(root), 'utf8') === `${sourcesNow(root)}\n\n${built}`
  } catch {
    // Not built, or a file went away meanwhile: the sources run.
    return false
  }
}

/** What runs the command line: absolute. */
export const commandFile = root =>
  builtIsFresh(root) ? path.join(root, 'dist', 'cli', 'main.js') : path.join(root, 'src-main', 'hosts', 'cli', 'main.ts')
