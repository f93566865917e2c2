/** Small projects of awkward shapes, each with one function that an engineer would make faster. Data only; made in a throw-away folder. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export interface Shape {
  readonly name: string
  /** Where it is worked in, relative to its folder. */
  readonly within?: string
  readonly file: string
  /** `tried`: a rewrite has to be tried; else what the answer has to say. */
  readonly expect: 'tried' | RegExp
  make(folder: Folder): void
}

export interface Folder {
  readonly path: string
  write(file: string, content: string | Buffer, mode?: number): void
  link(file: string, to: string): void
  git(...args: readonly string[]): void
}

export const folderAt = (root: string): Folder => ({
  path: root,
  write: (file, content, mode) => {
    const at = path.join(root, file)
    mkdirSync(path.dirname(at), { recursive: true })
    writeFileSync(at, content)
    if (mode !== undefined) chmodSync(at, mode)
  },
  link: (file, to) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    symlinkSync(to, path.join(root, file))
  },
  git: (...args) =>
    void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: root, stdio: 'ignore' }),
})

const esm = `export function common(a, b) {
  const found = []
  for (const x of a) {
    if (b.includes(x)) found.push(x)
  }
  return found
}
`
const cjs = `${esm.replace('export ', '')}module.exports = { common }\n`
const typed = esm.replace('(a, b)', '(a: string[], b: string[]): string[]').replace('found = []', 'found: string[] = []')
const manifest = JSON.stringify({ name: 'x', type: 'module', scripts: { test: 'node --test' } })
const test = (from: string): string =>
  `import test from 'node:test'\nimport assert from 'node:assert'\nimport { common } from '${from}'\ntest('c', () => assert.deepEqual(common([1, 2], [2]), [2]))\n`

const base = (folder: Folder, file = 'src/a.js', text = esm): void => {
  folder.write(file, text)
  folder.write('package.json', manifest)
  folder.write('test/a.test.js', test(`../${file}`))
}
const usual = (name: string, make: (folder: Folder) => void, more: Partial<Shape> = {}): Shape => ({
  name,
  file: 'src/a.js',
  expect: 'tried',
  ...more,
  make,
})

export const shapes: readonly Shape[] = [
  usual('byte order mark', folder => base(folder, 'src/a.js', `\uFEFF${esm}`)),
  usual('CRLF', folder => base(folder, 'src/a.js', esm.replaceAll('\n', '\r\n'))),
  usual('no newline at the end', folder => base(folder, 'src/a.js', esm.trimEnd())),
  usual('source folder is a link', folder => {
    base(folder, 'lib/a.js')
    folder.link('src', 'lib')
  }),
  usual('odd names #1 [x] %41', folder => base(folder, 'src/my file (1) #2 é.js'), { file: 'src/my file (1) #2 é.js' }),
  usual(
    'git worktree',
    folder => {
      const main = folderAt(`${folder.path}-main`)
      base(main)
      main.git('init', '-q')
      main.git('add', '-A')
      main.git('commit', '-qm', 'a')
      main.git('worktree', 'add', '-q', path.join(folder.path, 'tree'))
    },
    { within: 'tree' },
  ),
  usual('caches and built files', folder => {
    base(folder)
    for (const name of ['.next', '.cache', 'dist', 'coverage', '.turbo', 'build'])
      for (let at = 0; at < 300; at++) folder.write(`${name}/chunk${at}.js`, esm.repeat(20))
  }),
  usual('private files', folder => {
    base(folder)
    folder.write('.env', 'SECRET=abc', 0)
    folder.write('id_rsa', 'a key')
    folder.write('.npmrc', '//registry/:_authToken=abc')
  }),
  usual(
    'workspace of a monorepo',
    folder => {
      folder.write('package.json', JSON.stringify({ private: true, workspaces: ['packages/*'] }))
      folder.write('packages/two/package.json', JSON.stringify({ name: 'two', type: 'module', main: 'i.js' }))
      folder.write('packages/two/i.js', 'export const k = 1\n')
      folder.link('node_modules/two', '../packages/two')
      base(
        folderAt(path.join(folder.path, 'packages/one')),
        'src/a.js',
        `import { k } from 'two'\n${esm.replace('push(x)', 'push(x, k)')}`,
      )
    },
    { within: 'packages/one' },
  ),
  usual('no package.json', folder => folder.write('a.mjs', esm), { file: 'a.mjs' }),
  usual(
    'package.json is broken',
    folder => {
      base(folder)
      folder.write('package.json', '{ "name": "x", ')
    },
    { expect: /Correct package\.json: it is not valid JSON/ },
  ),
  usual(
    'tsconfig.json is broken',
    folder => {
      base(folder, 'src/a.ts', typed)
      folder.write('tsconfig.json', '{ "compilerOptions": { "strict": tru')
    },
    { file: 'src/a.ts' },
  ),
  usual(
    'CommonJS with a test program',
    folder => {
      folder.write('lib/a.js', cjs)
      folder.write('package.json', JSON.stringify({ name: 'x', main: 'lib/a.js', scripts: { test: 'node test.js' } }))
      folder.write('test.js', "require('assert').deepEqual(require('./lib/a').common([1], [1]), [1])")
    },
    { file: 'lib/a.js' },
  ),
  usual(
    'AMD',
    folder => folder.write('src/a.js', `define(function () {\n${esm.replace('export ', '')}return { common: common }\n})\n`),
    {
      expect: /AMD loaders/,
    },
  ),
  usual('UTF-16', folder => folder.write('src/a.js', Buffer.from(`\uFEFF${esm}`, 'utf16le')), { expect: /is not UTF-8 text/ }),
  usual('Latin-1', folder => folder.write('src/a.js', Buffer.from(`// caf\u00e9\n${esm}`, 'latin1')), {
    expect: /is not UTF-8 text/,
  }),
  usual('empty repository', folder => folder.git('init', '-q'), { expect: /does not exist/ }),
  usual('Python', folder => folder.write('a.py', 'def common(a, b):\n    return [x for x in a if x in b]\n'), {
    file: 'a.py',
    expect: /is not a JavaScript or TypeScript file/,
  }),
  usual('project in a subfolder', folder => base(folderAt(path.join(folder.path, 'app'))), { file: 'app/src/a.js' }),
  usual('file that is read-only', folder => {
    base(folder)
    chmodSync(path.join(folder.path, 'src/a.js'), 0o444)
  }),
  usual(
    'names that differ in case',
    folder => {
      base(folder)
      folder.write('src/A.js', esm)
    },
    { file: 'src/A.js' },
  ),
  usual('links in circles', folder => {
    base(folder)
    folder.link('src/up', '..')
    folder.link('src/self', 'self')
  }),
  usual('huge file of data', folder => {
    base(folder)
    folder.write('src/data.js', `export const d = [${'1,'.repeat(3_000_000)}]\n`)
  }),
  usual('git inside of git', folder => {
    folder.git('init', '-q')
    base(folder)
    folder.write('vendor/dep/b.js', esm)
    folderAt(path.join(folder.path, 'vendor/dep')).git('init', '-q')
  }),
  usual(
    '.mts and .cts',
    folder => {
      base(folder, 'src/a.mts', typed)
      folder.write('src/b.cts', 'export = { b: 1 }\n')
      folder.write('tsconfig.json', '{"compilerOptions":{"strict":true,"module":"nodenext"}}')
    },
    { file: 'src/a.mts' },
  ),
  usual('link to nowhere', folder => {
    base(folder)
    folder.link('src/b.js', '/nowhere/x.js')
  }),
  usual('named pipe', folder => {
    base(folder)
    execFileSync('mkfifo', [path.join(folder.path, 'src/pipe.js')])
  }),
  usual('tabs and var', folder =>
    folder.write(
      'src/a.js',
      'exports.common = function (a, b) {\n\tvar found = [], i\n\tfor (i = 0; i < a.length; i++) {\n\t\tif (b.indexOf(a[i]) !== -1) found.push(a[i])\n\t}\n\treturn found\n}\n',
    ),
  ),
  usual(
    'hashbang, licence and directive',
    folder => base(folder, 'bin/a.js', `#!/usr/bin/env node\n/* Copyright (c) 2020 X. */\n'use strict'\n${esm}`),
    { file: 'bin/a.js' },
  ),
  usual('beside a component', folder => base(folder, 'src/a.tsx', `${typed}export const Row = () => <li key="1">one</li>\n`), {
    file: 'src/a.tsx',
    expect: /Install the project's packages/,
  }),
  usual(
    'a package that is not installed',
    folder => base(folder, 'src/a.js', `import k from 'not-installed'\n${esm}export const other = k\n`),
    {
      expect: /Install the project's packages \(npm install\), as not-installed is not there/,
    },
  ),
  usual('ends its process when loaded', folder => base(folder, 'src/a.js', `if (!process.env.TOKEN) process.exit(1)\n${esm}`), {
    expect: /ends its process|ended by itself/,
  }),
]
