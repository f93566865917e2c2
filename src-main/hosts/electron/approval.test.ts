/** The window approves like a page in a browser: as the one who shows it, with a proof for exactly that. The real core behind the double of Electron. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { betterModel, modelBefore, modelFile, waitingModel, writeModel } from '../../../test/support/model-project.ts'
import { answered, openCoreAt } from '../../../test/support/open-core.ts'
import { callChannel } from '../../../src-shared/api/wire.ts'
import type { Core } from '../../core-types.ts'
import { launchDesktop } from './desktop-for-tests.ts'
import type { ElectronDouble } from './electron-double.ts'

let folder: string
let electron: ElectronDouble
let core: Core
let subject: { readonly of: 'candidate'; readonly id: string; readonly diffSha256: string }
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asis window '))
  const root = join(folder, 'project')
  writeModel(root)
  const id = waitingModel(join(folder, 'data'), root, betterModel)
  core = await openCoreAt(join(folder, 'data'), root)
  const { diffSha256 } = answered(await core.call('candidates.get', { id }, 'read'))
  subject = { of: 'candidate', id, diffSha256 }
  electron = await launchDesktop({ home: folder, openCore: async () => core })
})
afterEach(async () => {
  await core.close()
  rmSync(folder, { recursive: true, force: true })
})

const file = (): string => readFileSync(modelFile(join(folder, 'project')), 'utf8')
const ask = (...args: readonly unknown[]) => {
  const { webContents } = electron.windows[0]!
  return electron.invoke(callChannel, { sender: webContents, senderFrame: webContents.mainFrame }, ...args)
}
const proofOf = async (): Promise<string> => ((await ask('approvals.proof', subject)) as { value: { proof: string } }).value.proof
const approve = (...proof: readonly unknown[]) =>
  ask('candidates.approve', { id: subject.id, diffSha256: subject.diffSha256 }, ...proof)

it('applies with the proof of what the window shows', async () => {
  expect(await approve(await proofOf())).toMatchObject({ ok: true, value: { state: 'applied' } })
  expect(file()).toBe(betterModel)
})

it('applies nothing without one, with one that was used, or with one of a page in a browser', async () => {
  const used = await proofOf()
  await ask('candidates.approve', { id: subject.id, diffSha256: '0'.repeat(64) }, used)
  const way = { kind: 'page', holder: 'browser 1' } as const
  const { proof } = answered(await core.call('approvals.proof', subject, 'approve', { way }))
  const refusals = await Promise.all([[], [undefined], [{ proof: used }], [used], [proof]].map(each => approve(...each)))
  expect(refusals).toMatchObject([
    { error: { code: 'not-proved', message: expect.stringContaining('sent no proof') } },
    { error: { code: 'not-proved' } },
    { error: { code: 'not-proved' } },
    { error: { code: 'not-proved', message: expect.stringContaining('used before') } },
    { error: { code: 'not-proved', message: expect.stringContaining('another page') } },
  ])
  expect(file()).toBe(modelBefore)
})
