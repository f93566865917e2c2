/** Builds pages, desktop program, core, generator and preload into `dist/`, when their sources changed since the last build. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { builtIsFresh, rememberSources, sourcesNow } from './setup/built-command.mjs'
import { withLock } from './setup/lock.mjs'
import { say } from './setup/say.mjs'
import { writeOutside } from './lib/outside.ts'
import { root, runNode, tool } from './lib/run.ts'

const configs = [
  'vite.renderer.config.ts',
  'vite.main.config.ts',
  'vite.generator.config.ts',
  'vite.preload.config.ts',
  'vite.cli.config.ts',
]
const inputs = [
  'src-renderer/**/*',
  'src-shared/**/*',
  'src-main/**/*',
  'vite.*.config.ts',
  'scripts/lib/outside.ts',
  'package-lock.json',
]
const stampFile = path.join(root, 'dist', '.asis-build')

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const file of inputs
    .flatMap(pattern => globSync(pattern, { cwd: root, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort()) {
    if (file.endsWith('.test.ts') || file.endsWith('.test.tsx')) continue
    hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/** @throws Error with the tool's output when a build fails. */
export async function build(): Promise<void> {
  await withLock(path.join(root, '.asis-build.lock'), async () => {
    // Before they are read: what is written meanwhile is not what was built.
    const sources = sourcesNow(root)
    const wanted = hashOfSources()
    if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) {
      // The same bytes as when it was built, whatever their times say.
      if (!builtIsFresh(root)) rememberSources(root, sources)
      if (builtIsFresh(root)) return
    }
    say('building the console ...')
    rmSync(stampFile, { force: true })
    for (const config of configs) {
      const done = await runNode([tool('vite'), 'build', '--logLevel', 'warn', '-c', config], { show: false })
      if (done.code !== 0) throw new Error(`vite build -c ${config} failed:\n${done.output}`)
    }
    writeOutside()
    rememberSources(root, sources)
    mkdirSync(path.dirname(stampFile), { recursive: true })
    writeFileSync(stampFile, wanted)
  })
}

if (import.meta.main) await build()
