import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findNode } from './find-node.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'asis find node '))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const command = (name: string, script: string): string => {
  mkdirSync(join(folder, name))
  writeFileSync(join(folder, name, 'node'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return join(folder, name)
}
const own = realpathSync(process.execPath)

it('passes over old ones, broken ones and what is none, and finds the binary behind a script of a version manager', async () => {
  const PATH = [
    'relative/folder',
    join(folder, 'nowhere'),
    command('old', `echo '["/usr/bin/node","v22.17.1"]'`),
    command('broken', 'exit 139'),
    command('other', 'echo hello'),
    command('shim', `exec '${process.execPath}' "$@"`),
  ].join(delimiter)
  expect(await findNode({ PATH }, [])).toBe(own)
})
it('finds none where there is none, and looks into the usual folders of a desktop', async () => {
  expect(await findNode({ PATH: command('old', `echo '["/usr/bin/node","v20.1.0"]'`) }, [])).toBe('')
  expect(await findNode({}, [command('usual', `exec '${process.execPath}' "$@"`)])).toBe(own)
})
it('takes the one that the operator names, or none', async () => {
  expect(await findNode({ ASIS_NODE: process.execPath, PATH: '' }, [])).toBe(own)
  expect(await findNode({ ASIS_NODE: join(folder, 'nowhere') }, [command('shim', `exec '${process.execPath}' "$@"`)])).toBe('')
})
