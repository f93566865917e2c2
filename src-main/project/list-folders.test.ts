import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isRefused } from '../../src-shared/errors.ts'
import type { FolderList } from '../../src-shared/domain/project-ref.ts'
import { listFolders } from './list-folders.ts'

let root: string
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'asis folders ')))))
afterEach(() => rmSync(root, { recursive: true, force: true }))
const list = async (path: string): Promise<FolderList> => {
  const answer = await listFolders(path)
  if (isRefused(answer)) throw new Error(answer.message)
  return answer
}

it('lists folders in the order of a reader, with those that are projects, and no files', async () => {
  for (const name of ['b10', 'b9', 'A', '.hidden', 'node_modules']) mkdirSync(join(root, name))
  writeFileSync(join(root, 'file'), '')
  writeFileSync(join(root, 'b9', 'asis.config.json'), '{}')
  symlinkSync(join(root, 'b9'), join(root, 'link'))
  symlinkSync(join(root, 'nowhere'), join(root, 'broken'))
  expect(await list(`${root}/b9/..`)).toEqual({
    path: root,
    parent: tmpdir(),
    folders: [
      { name: 'A', path: join(root, 'A'), isProject: false },
      { name: 'b9', path: join(root, 'b9'), isProject: true },
      { name: 'b10', path: join(root, 'b10'), isProject: false },
      { name: 'link', path: join(root, 'link'), isProject: true },
    ],
    truncated: false,
  })
  // A hidden one is shown to whoever names it.
  mkdirSync(join(root, '.hidden', 'inside'))
  expect((await list(join(root, '.hidden'))).folders.map(each => each.name)).toEqual(['inside'])
  expect((await list('/')).parent).toBe(null)
})
it('shows at most 500, and says that there are more', async () => {
  for (let i = 0; i < 501; i++) mkdirSync(join(root, String(i)))
  const answer = await list(root)
  expect([answer.folders.length, answer.folders[499]?.name, answer.truncated]).toEqual([500, '499', true])
})
it('refuses in one sentence what cannot be listed', async () => {
  writeFileSync(join(root, 'file'), '')
  expect(await listFolders(join(root, 'nowhere'))).toMatchObject({ code: 'not-found', next: 'Choose another folder.' })
  expect(await listFolders(join(root, 'file'))).toMatchObject({ code: 'bad-input' })
  expect(await listFolders('relative/path')).toMatchObject({ code: 'bad-input' })
  expect(await listFolders('/tmp\0/x')).toMatchObject({ code: 'bad-input' })
  mkdirSync(join(root, 'closed'), { mode: 0 })
  const closed = await listFolders(join(root, 'closed'))
  // Root reads everything.
  if (process.getuid?.() !== 0) expect(closed).toMatchObject({ code: 'disk' })
  chmodSync(join(root, 'closed'), 0o700)
})
