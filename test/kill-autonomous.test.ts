/**
 * Autonomous mode killed with SIGKILL while it tries, applies and takes back: nothing is lost, nothing is applied twice, the journal verifies. A
 * short form of `bench/soak/kill.ts`, without windows.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { killRun } from '../bench/soak/kill-run.ts'
import { createLedger } from '../bench/soak/ledger.ts'
import { freshText } from '../bench/soak/project.ts'
import { changeOf, countingClock, mustOpen } from '../src-main/stores/test-home.ts'
import { projectAt } from './support/changing-project.ts'
import { temporary } from './support/command-line.ts'
import { applied } from './support/decided.ts'

let place: ReturnType<typeof temporary>
beforeEach(() => {
  place = temporary('kill autonomous')
})
afterEach(() => place.remove())

test('three kills in the middle of cycles', { timeout: 1_900_000 }, async () => {
  const report = await killRun({
    folder: place.path,
    kills: 3,
    seed: 5,
    windows: false,
    say: () => {},
    only: ['trial', 'apply', 'rollback'],
    // Each moment comes, however slow the machine is.
    patienceMs: 600_000,
  })
  expect(report).toMatchObject({ kills: 3, aimed: { trial: 1, apply: 1, rollback: 1 } })
  // Otherwise nothing was tested.
  expect(report.applied).toBeGreaterThan(0)
})

test('what is looked at after each kill finds what is wrong', () => {
  const [home, root] = [join(place.path, 'data'), join(place.path, 'project')]
  const a = freshText(1, true)
  const project = projectAt(root, { 'src/a.js': a, 'src/b.js': freshText(2, true) })
  const ledger = createLedger(home, root, project.id)
  const stores = mustOpen(home)
  stores.settings.set(project.id, 'autonomous.on', true, 1)
  mkdirSync(join(home, 'asis_sandbox'))
  const ports = { stores, project, clock: countingClock() }
  const { id } = applied(ports, [changeOf('src/a.js', a, '// better\n')])
  expect([ledger.afterKill(), ledger.afterRecovery()]).toEqual([[], []])

  const both = () => [...ledger.afterKill(), ...(ledger.afterRecovery() ?? [])].join('\n')
  writeFileSync(join(root, 'src/a.js'), a)
  expect(both()).toContain('src/a.js is none of the')
  writeFileSync(join(root, 'src/a.js'), '// better\n')
  expect(both()).toBe('')

  ledger.promised({ id, verb: 'rollback' })
  expect(both()).toContain(`rollback of ${id} was answered with yes, and it is applied`)
  ledger.saw({ seq: 1000 })
  expect(both()).toContain('record 1000 was told and is lost')
  stores.journal.intent({ projectId: project.id, action: 'apply', subject: id, detail: '' }, 1)
  expect(both()).toContain(`apply of ${id} is still open`)
  for (const { seq } of stores.journal.openIntents()) stores.journal.outcome(seq, 'applied 1 file', 1)
  expect(both()).toContain(`${id} was applied 2 times`)
  stores.settings.set(project.id, 'autonomous.on', false, 1)
  expect(both()).toContain('autonomous mode is not on any more')
  stores.close()

  const db = new Database(join(home, 'asis_self_modification_master.db'))
  db.exec('DROP TRIGGER journal_is_never_cut; DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)')
  db.close()
  expect(ledger.afterKill().join('\n')).toContain('the journal does not verify')
})
