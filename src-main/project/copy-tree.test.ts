import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyTree } from './copy-tree.ts'
import { walkTree } from './file-tree.ts'

let base: string
let root: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'asis copy '))
  root = join(base, 'project')
  mkdirSync(root)
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const write = (path: string, text = path): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const listed = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(e => e.isFile())
    .map(e => join(e.parentPath, e.name).slice(folder.length + 1))
    .sort()
const mode = (path: string): number => statSync(path).mode & 0o777

test('copies the code and leaves secrets, dependencies, links and own data behind', async () => {
  for (const path of ['src/a.js', 'package.json', 'data/id_map.ts', 'src/environment.js', '.gitignore']) write(path)
  for (const path of [
    '.env',
    '.env.local',
    '.git/HEAD',
    'node_modules/x/index.js',
    'src/node_modules/y.js',
    'tls.pem',
    'a/b.KEY',
    'id_rsa',
    'id_ed25519.pub',
    '.npmrc',
    '.ssh/config',
    '.aws/credentials',
    'asis_sandbox/t/x',
    'asis_backups/y',
    'asis_self_modification.db',
  ])
    write(path)
  symlinkSync('/etc/passwd', join(root, 'src/outside.js'))
  symlinkSync('a.js', join(root, 'src/inside.js'))
  symlinkSync('/etc', join(root, 'etc'))
  const into = join(base, 'trials/t1/copy')
  expect(await copyTree({ root, overlay: new Map() }, into)).toBeNull()
  expect(listed(into)).toEqual(['.gitignore', 'data/id_map.ts', 'package.json', 'src/a.js', 'src/environment.js'])
})

test('links inside of the project lead to the same in the copy; others, and those to what is not copied, are left out', async () => {
  for (const path of ['src/a.js', 'bin/tool', '.env', 'deep/er/b.js']) write(path)
  chmodSync(join(root, 'bin/tool'), 0o755)
  for (const [path, to] of [
    ['bin/link', 'tool'],
    ['src/folder', join(root, 'deep')],
    ['src/secret', '../.env'],
    ['src/outside', '/etc/passwd'],
    ['src/nowhere', 'nothing.js'],
    ['src/above', '../..'],
    ['deep/a.js', '../src/a.js'],
  ] as const)
    symlinkSync(to, join(root, path))
  const into = join(base, 'copy')
  expect(await copyTree({ root, overlay: new Map([['deep/a.js', 'changed']]) }, into)).toBeNull()
  expect(readlinkSync(join(into, 'bin/link'))).toBe('tool')
  expect(readlinkSync(join(into, 'src/folder'))).toBe('../deep')
  expect(readdirSync(join(into, 'src')).sort()).toEqual(['a.js', 'folder'])
  expect(readFileSync(join(into, 'deep/a.js'), 'utf8')).toBe('changed')
  expect([mode(join(into, 'bin/tool')), mode(join(into, 'src/a.js'))]).toEqual([0o755, 0o644])
})

test('another user may read the copy whatever the umask and the modes of the project are', async () => {
  write('src/deep/a.js')
  chmodSync(join(root, 'src/deep/a.js'), 0o600)
  chmodSync(join(root, 'src/deep'), 0o700)
  const into = join(base, 'trials/t1/copy')
  const old = process.umask(0o077)
  try {
    expect(await copyTree({ root, overlay: new Map([['new/b.js', 'b']]) }, into)).toBeNull()
  } finally {
    process.umask(old)
  }
  for (const folder of ['', 'src', 'src/deep', 'new']) expect(mode(join(into, folder))).toBe(0o755)
  for (const file of ['src/deep/a.js', 'new/b.js']) expect(mode(join(into, file))).toBe(0o644)
  expect(mode(join(base, 'trials/t1'))).toBe(0o711)
  expect(mode(join(base, 'trials'))).toBe(0o711)
})

test('the overlay replaces whole files and adds new ones; the project stays as it is', async () => {
  write('src/a.js', 'old')
  const into = join(base, 'copy')
  expect(
    await copyTree(
      {
        root,
        overlay: new Map([
          ['src/a.js', 'new'],
          ['x/y.js', 'added'],
        ]),
      },
      into,
    ),
  ).toBeNull()
  expect(readFileSync(join(into, 'src/a.js'), 'utf8')).toBe('new')
  expect(readFileSync(join(into, 'x/y.js'), 'utf8')).toBe('added')
  expect(readFileSync(join(root, 'src/a.js'), 'utf8')).toBe('old')
})

test.each([
  ['../out.js', 'outside-project'],
  ['/tmp/out.js', 'outside-project'],
  ['.git/hooks/x', 'forbidden'],
  ['.npmrc', 'forbidden'],
])('an overlay on %s is refused before anything is copied', async (path, code) => {
  write('a.js')
  const into = join(base, 'copy')
  expect(await copyTree({ root, overlay: new Map([[path, 'x']]) }, into)).toMatchObject({ code })
  expect(existsSync(into)).toBe(false)
})

test('an overlay below a link of the project is a plain file of the copy', async () => {
  const victim = join(base, 'victim')
  mkdirSync(victim)
  symlinkSync(victim, join(root, 'lib'))
  expect(await copyTree({ root, overlay: new Map([['lib/x.js', 'x']]) }, join(base, 'copy'))).toBeNull()
  expect(readdirSync(victim)).toEqual([])
})

test('a folder that holds something is not copied into', async () => {
  write('a.js')
  mkdirSync(join(base, 'full'))
  writeFileSync(join(base, 'full/keep'), '')
  expect(await copyTree({ root, overlay: new Map() }, join(base, 'full'))).toMatchObject({ code: 'bad-input' })
  expect(existsSync(join(base, 'full/keep'))).toBe(true)
  mkdirSync(join(base, 'empty'))
  expect(await copyTree({ root, overlay: new Map() }, join(base, 'empty'))).toBeNull()
})

test('a copy that cannot be finished leaves nothing behind', async () => {
  write('a.js')
  const into = join(base, 'copy')
  // A file cannot be where a folder of the overlay must be.
  expect(await copyTree({ root, overlay: new Map([['a.js/b.js', 'x']]) }, into)).toMatchObject({ code: 'disk' })
  expect(existsSync(into)).toBe(false)
})

test('a place that cannot be made is a refusal', async () => {
  write('a.js')
  writeFileSync(join(base, 'file'), '')
  expect(await copyTree({ root, overlay: new Map() }, join(base, 'file/copy'))).toMatchObject({ code: 'disk' })
})

test('the walk stops at its limits and says which', () => {
  for (let n = 0; n < 12; n++) write(`f/${n}.txt`, 'x'.repeat(1 << 18))
  expect(walkTree(root, { files: 10, bytes: 100 << 20 }).tooLarge).toBe('more than 10 files')
  expect(walkTree(root, { files: 100, bytes: 2 << 20 }).tooLarge).toBe('more than 2 MB')
  expect(walkTree(root, { files: 100, bytes: 100 << 20 }).tooLarge).toBeNull()
})

test('a project over the limit is refused before a byte is copied', async () => {
  // Sparse: only its size counts.
  writeFileSync(join(root, 'huge.bin'), '')
  const { truncateSync } = await import('node:fs')
  truncateSync(join(root, 'huge.bin'), (200 << 20) + 1)
  const into = join(base, 'copy')
  expect(await copyTree({ root, overlay: new Map() }, into)).toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('200 MB'),
  })
  expect(existsSync(into)).toBe(false)
})
