import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../stores/test-home.ts'
import { openBundledProject } from './bundled.ts'

let folder: ReturnType<typeof temporaryFolder>
let source: string
let home: string
beforeEach(() => {
  folder = temporaryFolder()
  source = join(folder.path, 'shipped')
  home = join(folder.path, 'data')
  mkdirSync(join(source, 'src'), { recursive: true })
  for (let i = 0; i < 200; i++) writeFileSync(join(source, 'src', `${i}.js`), `// ${i}\n`.repeat(100))
})
afterEach(() => folder.remove())
const copy = join('bundled-project', 'src')

it('is a copy that a newer program replaces only while nothing was changed in it', async () => {
  expect(await openBundledProject(source, home)).toBe(join(home, 'bundled-project'))
  writeFileSync(join(source, 'src', '0.js'), 'newer')
  await openBundledProject(source, home)
  expect(readFileSync(join(home, copy, '0.js'), 'utf8')).toBe('newer')
  writeFileSync(join(home, copy, '1.js'), 'by the operator')
  writeFileSync(join(source, 'src', '0.js'), 'newest')
  await openBundledProject(source, home)
  expect([0, 1].map(i => readFileSync(join(home, copy, `${i}.js`), 'utf8'))).toEqual(['newer', 'by the operator'])
  expect(readdirSync(home).sort()).toEqual(['bundled-project', 'bundled-project.sha256'])
})
it('is whole for every one of several programs that start at once for the first time', async () => {
  const script = join(folder.path, 'open.mjs')
  writeFileSync(
    script,
    `import { openBundledProject } from ${JSON.stringify(join(import.meta.dirname, 'bundled.ts'))}
import { readdirSync } from 'node:fs'
process.stdout.write('r')
process.stdin.once('data', async () => {
  const root = await openBundledProject(${JSON.stringify(source)}, ${JSON.stringify(home)})
  const files = typeof root === 'string' ? readdirSync(root + '/src').length : JSON.stringify(root)
  process.stdout.write(String(files), () => process.exit())
})`,
  )
  const children = Array.from({ length: 4 }, () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    return { child, ready: once(child.stdout, 'data'), end: once(child, 'close').then(() => output) }
  })
  await Promise.all(children.map(each => each.ready))
  for (const { child } of children) child.stdin.end('go')
  expect(await Promise.all(children.map(each => each.end))).toEqual(['r200', 'r200', 'r200', 'r200'])
  expect(readdirSync(home).sort()).toEqual(['bundled-project', 'bundled-project.sha256'])
})
