/** One whole cycle of autonomous mode in the real sandbox: turned on, it measures, tries, applies what a policy allows, and watches. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Core } from '../src-main/core-types.ts'
import { ownManifest, ownProject, temporary } from './support/command-line.ts'
import { writeFiles } from './support/files.ts'
import { answered, openCoreAt, until } from './support/open-core.ts'
import { pick } from './support/sure-gain.ts'

let place: ReturnType<typeof temporary>
let core: Core
const root = () => join(place.path, 'project')
const open = async (staysOpen = true) => (core = await openCoreAt(join(place.path, 'home'), root(), { staysOpen, load: () => 0 }))
beforeEach(async () => {
  place = temporary('autonomous')
  writeFiles(root(), { ...ownProject, 'asis.config.json': ownManifest() })
  await open()
})
afterEach(async () => {
  await core.close()
  place.remove()
})
const status = async () => answered(await core.call('status.get', {}, 'read')).autonomous
const turn = async (on: boolean) => answered(await core.call('settings.set', { key: 'autonomous.on', value: on }, 'approve'))
const source = () => readFileSync(join(root(), 'src/pick.js'), 'utf8')

test('a cycle applies what a policy allows, and everything it did can be listed and taken back', async () => {
  const startMs = Date.now()
  const { suggestion } = answered(await core.call('policies.list', {}, 'read'))
  answered(await core.call('policies.put', suggestion, 'approve'))
  const kept = until(core, 'candidates.changed', row => row.state === 'kept')
  const ended = until(core, 'session.ended', () => true)
  await turn(true)
  const row = await kept
  expect(row.decision).toMatchObject({ by: 'policy:low-risk-rules', reason: expect.stringContaining('LOW risk') })
  expect(source()).not.toBe(pick)
  const session = await ended
  expect(session).toMatchObject({ kind: 'autonomous', state: 'finished', rows: [{ outcome: 'applied', candidateId: row.id }] })
  expect(answered(await core.call('sessions.list', { limit: 1 }, 'read'))[0]?.kind).toBe('autonomous')
  const now = await status()
  expect(now).toMatchObject({ on: true, note: '' })
  expect(now.nextMs! - session.endedMs!).toBe(300_000)

  // A command that ends soon shows it and lets it wait.
  await core.close()
  await open(false)
  expect(await status()).toEqual({ on: true, nextMs: null, note: 'It runs while a console is open.' })
  await core.close()
  await open()
  expect((await status()).nextMs).toBe(now.nextMs)

  const preview = answered(await core.call('modifications.previewSince', { sinceMs: startMs }, 'read'))
  expect(preview).toMatchObject({ ids: [row.id], files: [{ path: 'src/pick.js', restored: pick, state: 'as-applied' }] })
  const request = { sinceMs: startMs, ids: preview.ids, reason: 'a test' }
  expect(answered(await core.call('modifications.rollbackSince', request, 'approve'))).toMatchObject([{ state: 'rolled-back' }])
  expect(source()).toBe(pick)
  expect(answered(await core.call('journal.verify', {}, 'read'))).toMatchObject({ ok: true })
})

test('without a policy nothing is applied: what it found waits', async () => {
  const ended = until(core, 'session.ended', () => true)
  await turn(true)
  expect(await ended).toMatchObject({ kind: 'autonomous', rows: [{ outcome: 'awaiting-review', verdict: 'improved' }] })
  expect(source()).toBe(pick)
  await turn(false)
  expect(await status()).toEqual({ on: false, nextMs: null, note: '' })
})
