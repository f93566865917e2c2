/**
 * Rolling back where later modifications touched the same file, through the whole core and over HTTP: the order is checked, conflicts are
 * named, and of several files all are restored or none. Two changes of one project: the first one in two files, the second one in one of them.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { registerProject } from '../src-main/control/registered-projects.ts'
import type { Core } from '../src-main/core-types.ts'
import { startHttpHost, type HttpHost } from '../src-main/hosts/http/http-host.ts'
import { silentLog, systemClock } from '../src-main/platform/ports.ts'
import { submit } from '../src-main/pipeline/5-review/submit.ts'
import { openProject } from '../src-main/project/open-project.ts'
import { openStores } from '../src-main/stores/open-stores.ts'
import { changeOf, evidenceOf, proposalOf } from '../src-main/stores/test-home.ts'
import type { FileChange } from '../src-shared/domain/candidate.ts'
import { temporary } from './support/command-line.ts'
import { betterModel, modelBefore, writeModel } from './support/model-project.ts'
import { answered, openCoreAt } from './support/open-core.ts'
import { writeFiles } from './support/files.ts'

const evenBetter = 'export const accuracy = 90\nexport const size = 20\n'
const other = ['export const other = 1\n', 'export const other = 2\n'] as const
const [model, second] = ['src/model.mjs', 'src/other.mjs']
const token = `asis_${'k'.repeat(43)}`

let folder: ReturnType<typeof temporary>
let core: Core
let host: HttpHost
let older: string
let newer: string

const root = (): string => join(folder.path, 'project')
const text = (path: string): string => readFileSync(join(root(), path), 'utf8')
const both = (): readonly [string, string] => [text(model), text(second)]

/** In the queue; the data folder is not open yet. */
function waitingChanges(...changes: (readonly FileChange[])[]): string[] {
  const project = answered(openProject(root()))
  const home = join(folder.path, 'home')
  const stores = answered(openStores(home, { access: 'write', owner: 'test', clock: systemClock }))
  try {
    registerProject({ stores, project, clock: systemClock })
    return changes.map((files, i) => {
      const proposal = proposalOf(files, { title: `Change ${i + 1}` })
      const candidate = { proposal, metricId: 'size', metricTitle: 'size', unit: '', sessionId: null }
      const { id } = stores.candidates.add(project.id, candidate, systemClock.nowMs())
      stores.evidence.put(project.id, id, evidenceOf(), systemClock.nowMs())
      submit({ projectId: project.id, id }, { stores, clock: systemClock })
      return id
    })
  } finally {
    stores.close()
  }
}

beforeEach(async () => {
  folder = temporary('order')
  writeModel(root())
  writeFiles(root(), { [second]: other[0] })
  const ids = waitingChanges(
    [changeOf(model, modelBefore, betterModel), changeOf(second, ...other)],
    [changeOf(model, betterModel, evenBetter)],
  )
  ;[older = '', newer = ''] = ids
  core = await openCoreAt(join(folder.path, 'home'), root())
  for (const id of ids) {
    const { diffSha256 } = answered(await core.call('candidates.get', { id }, 'read'))
    answered(await core.call('candidates.approve', { id, diffSha256 }, 'approve'))
  }
  host = answered(await startHttpHost(core, { port: 0, rendererDir: folder.path, scope: 'read', token, log: silentLog }))
  expect(both()).toEqual([evenBetter, other[1]])
})
afterEach(async () => {
  await host.close()
  await core.close()
  folder.remove()
})

const post = async (id: string, body: object = {}) => {
  const answer = await fetch(`${host.url}self-modify/rollback/${id}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as unknown }
}
const stateOf = async (id: string) => answered(await core.call('candidates.get', { id }, 'read')).state
const inEffect = async () => [await stateOf(older), await stateOf(newer)].every(state => state === 'applied' || state === 'kept')

describe('one, over HTTP', () => {
  it('goes newest first: the other order is a conflict that names what stands in the way, also for who would overwrite edits', async () => {
    for (const body of [{}, { overwrite_edits: true }]) {
      const refused = await post(older, body)
      expect(refused).toMatchObject({
        status: 409,
        body: {
          type: 'urn:asis:stale-state',
          detail: expect.stringContaining(`${newer} (Change 2)`),
          next: expect.stringContaining(newer),
        },
      })
      expect(both()).toEqual([evenBetter, other[1]])
    }
    expect(await inEffect()).toBe(true)
    expect(answered(await core.call('modifications.preview', { id: older }, 'read')).blockedBy).toEqual([
      { id: newer, title: 'Change 2' },
    ])

    const first = await post(newer, { reason: 'the newer one' })
    expect(first).toMatchObject({
      status: 200,
      body: { modification: { state: 'rolled-back', rollback: { by: 'operator', reason: 'the newer one' } } },
    })
    expect(both()).toEqual([betterModel, other[1]])
    expect(await post(older)).toMatchObject({ status: 200, body: { modification: { state: 'rolled-back' } } })
    expect(both()).toEqual([modelBefore, other[0]])
    // The first answer again, and nothing twice.
    expect(await post(newer, { reason: 'again' })).toEqual(first)
    expect(both()).toEqual([modelBefore, other[0]])
  })

  it('of several files restores all or none: one that was edited by hand keeps the others as they are', async () => {
    expect((await post(newer)).status).toBe(200)
    const edited = `${other[1]}// by hand\n`
    writeFileSync(join(root(), second), edited)
    expect(await post(older)).toMatchObject({
      status: 409,
      body: { type: 'urn:asis:stale-file', detail: expect.stringContaining(second) },
    })
    expect([both(), await stateOf(older)]).toEqual([[betterModel, edited], expect.stringMatching(/^(?:applied|kept)$/)])
    expect((await post(older, { overwrite_edits: true })).status).toBe(200)
    expect(both()).toEqual([modelBefore, other[0]])
  })

  it('asked for both at once, in the wrong order: each is done or refused, never half', async () => {
    const [one, two] = await Promise.all([post(older), post(newer)])
    expect(two.status).toBe(200)
    expect([one.status, both()]).toEqual(one.status === 200 ? [200, [modelBefore, other[0]]] : [409, [betterModel, other[1]]])
    expect(answered(await core.call('journal.verify', {}, 'read'))).toMatchObject({ ok: true })
  })
})

/** Looks first, then asks for what was shown. */
const since = async (sinceMs: number) => {
  const { ids } = answered(await core.call('modifications.previewSince', { sinceMs }, 'read'))
  return { ids, done: await core.call('modifications.rollbackSince', { sinceMs, ids, reason: 'all of it' }, 'approve') }
}

describe('everything since a time', () => {
  it('is one operation, newest first, and says by whom in every row', async () => {
    const { ids, done } = await since(0)
    expect(ids).toEqual([newer, older])
    const rollback = { by: 'operator', reason: 'all of it' }
    expect(answered(done)).toMatchObject([
      { id: newer, state: 'rolled-back', rollback },
      { id: older, state: 'rolled-back', rollback },
    ])
    expect(both()).toEqual([modelBefore, other[0]])
  })

  it('with a file that was edited by hand is refused as a whole, with its name', async () => {
    writeFileSync(join(root(), second), 'by hand\n')
    expect((await since(0)).done).toMatchObject({ code: 'stale-file', message: expect.stringContaining(second) })
    expect([both(), await inEffect()]).toEqual([[evenBetter, 'by hand\n'], true])
  })

  it('of less than what was shown, or in another order, is refused', async () => {
    for (const ids of [[older], [older, newer], [newer]])
      expect(await core.call('modifications.rollbackSince', { sinceMs: 0, ids, reason: 'r' }, 'approve')).toMatchObject({
        code: 'stale-state',
      })
    expect([both(), await inEffect()]).toEqual([[evenBetter, other[1]], true])
  })
})
