/** What may be anything is never waited for. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../stores/test-home.ts'
import { initProject } from '../project/init.ts'
import { diskRefusal } from '../stores/store-errors.ts'
import { plainBytes, plainText } from './plain-file.ts'
import { readNow } from './swap-files.ts'

let folder: ReturnType<typeof temporaryFolder>
const at = (name: string): string => join(folder.path, name)
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

it('a regular file is read, also by a link; everything else is none', () => {
  writeFileSync(at('file'), 'text')
  symlinkSync('file', at('link'))
  symlinkSync('nowhere', at('gone'))
  execFileSync('mkfifo', [at('pipe')])
  mkdirSync(at('folder'))
  expect(['file', 'link'].map(name => plainText(at(name)))).toEqual(['text', 'text'])
  expect(['gone', 'pipe', 'folder', 'missing'].map(name => plainText(at(name)))).toEqual([null, null, null, null])
  expect([plainText('/dev/zero'), plainBytes(at('file'), 3)]).toEqual([null, null])
})

it('a pipe that is written without an end, in the place of a file that is to be changed, is refused', async () => {
  execFileSync('mkfifo', [at('a.js')])
  const writer = spawn('sh', ['-c', `yes > '${at('a.js')}'`], { detached: true })
  await once(writer, 'spawn')
  try {
    readNow(at('a.js'))
    expect('it was read').toBe('')
  } catch (error) {
    expect(diskRefusal(error, 'a.js was not changed')).toMatchObject({
      code: 'stale-file',
      message: 'a.js was not changed: something else stands where a file was. Nothing was changed.',
    })
  } finally {
    process.kill(-writer.pid!, 'SIGKILL')
  }
})

it('a pipe for a package.json, a link to nowhere for a manifest, and a file of the same name as ours are no reason to hang or to write over', () => {
  writeFileSync(at('a.js'), 'export const f = list => list.length\n')
  execFileSync('mkfifo', [at('package.json')])
  execFileSync('mkfifo', [at('pyproject.toml')])
  symlinkSync(at('outside.json'), at('asis.config.json'))
  expect(initProject(folder.path)).toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/asis\.config\.json exists/),
  })
  writeFileSync(at('asis.config.json.before-init'), 'mine')
  expect(initProject(folder.path, { force: true })).toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/before-init exists/),
  })
  expect([plainText(at('asis.config.json.before-init')), plainText(at('outside.json'))]).toEqual(['mine', null])
})
