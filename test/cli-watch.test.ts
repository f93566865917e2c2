/** Answering where a watch asks, on the command line: in processes of its own, with real stores, real files and the real sandbox. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountName } from '../src-main/platform/account.ts'
import { systemClock } from '../src-main/platform/ports.ts'
import { openProject } from '../src-main/project/open-project.ts'
import { registerProject } from '../src-main/control/registered-projects.ts'
import { openStores } from '../src-main/stores/open-stores.ts'
import { changeOf } from '../src-main/stores/test-home.ts'
import type { FileChange } from '../src-shared/domain/candidate.ts'
import { personBy } from '../src-shared/domain/person.ts'
import { answer, asis, expectRefusal, temporary, type Place } from './support/command-line.ts'
import { applied } from './support/decided.ts'
import { betterModel, modelBefore, modelFile, worseModel, writeModel } from './support/model-project.ts'
import { answered } from './support/open-core.ts'

const folder = temporary('cli watch')
const project = join(folder.path, 'project')
const home = join(folder.path, 'home')
/** No folder of a project: the id is enough. */
const at: Place = { cwd: folder.path, home }
beforeAll(() => writeModel(project))
afterAll(folder.remove)

/** In effect, with a watch that asks. */
function asking(change: FileChange): string {
  const stores = answered(openStores(home, { access: 'write', owner: 'test', clock: systemClock }))
  try {
    const ports = { stores, project: answered(openProject(project)), clock: systemClock }
    registerProject(ports)
    const { id } = applied(ports, [change])
    stores.watches.put(ports.project.id, {
      candidateId: id,
      status: 'unclear',
      detail: 'accuracy jumps about.',
      data: null,
      nextMs: null,
      asks: true,
      updatedMs: systemClock.nowMs(),
    })
    return id
  } finally {
    stores.close()
  }
}
const status = async (): Promise<string> => (await asis(['status', '--project', project], at)).stdout

test('what asks is said, kept under the name of who says so, and asks no more', async () => {
  const id = asking(changeOf('src/model.mjs', modelBefore, betterModel))
  expect(await status()).toMatch(
    new RegExp(`^Asking     1 watch asks what becomes of a change in effect: asis show ${id}\\n +${id}  unclear `, 'm'),
  )
  expect(await answer(['status', '--project', project], at)).toMatchObject({ waiting: 0, asking: 1, watching: 0 })
  expect((await asis(['show', id], at)).stdout).toContain(
    `Next: asis keep ${id}   or   asis look-again ${id}   or   asis rollback ${id}`,
  )
  const kept = await asis(['keep', id, '--reason', 'measured by hand'], at)
  const me = accountName() ?? 'operator'
  expect(kept, kept.stderr).toMatchObject({ code: 0 })
  expect(kept.stdout).toContain(`${id} is kept: `)
  expect(kept.stdout).toContain(`(kept by ${me}: measured by hand)\nUndo: asis rollback ${id}`)
  expect(readFileSync(modelFile(project), 'utf8')).toBe(betterModel)
  expect(await status()).not.toContain('Asking')
  const records = await answer(['journal', 'list', '--limit', '5', '--project', project], at)
  expect(records[0]).toMatchObject({ kind: 'decision', action: 'keep', subject: id })
  expect(records[0].detail).toContain(`kept by ${personBy(me)}: measured by hand; diff `)
  for (const command of ['keep', 'look-again'])
    expectRefusal(await asis([command, id, '--json'], at), { code: 'stale-state', exit: 4, message: /does not ask anything/ })
})

test('another look is waited for, and may take the change back', async () => {
  const id = asking(changeOf('src/model.mjs', betterModel, worseModel))
  const looked = await asis(['look-again', id], at)
  expect(looked, looked.stderr).toMatchObject({ code: 0 })
  expect(looked.stderr).toContain('looking at the guardrails again')
  expect(looked.stdout).toMatch(new RegExp(`^${id} is rolled-back: .*accuracy`))
  expect(readFileSync(modelFile(project), 'utf8')).toBe(betterModel)
  expectRefusal(await asis(['keep', id, '--json'], at), { code: 'stale-state', exit: 4, message: /not in effect/ })
  expectRefusal(await asis(['keep', 'no-id', '--json'], at), { code: 'bad-input', exit: 2, message: /no id of a candidate/ })
  expect(await answer(['journal', 'verify'], at)).toMatchObject({ ok: true })
})

test('no other look while everything is stopped, but keeping is a decision like taking back', async () => {
  const id = asking(changeOf('src/model.mjs', betterModel, `${betterModel}// still better\n`))
  await answer(['stop'], at)
  expectRefusal(await asis(['look-again', id, '--json'], at), { code: 'stopped', exit: 4, message: /stopped since/ })
  expect(await answer(['keep', id], at)).toMatchObject({ id, state: 'kept' })
  await answer(['resume'], at)
})
