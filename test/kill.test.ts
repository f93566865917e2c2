/**
 * Killed with SIGKILL at any moment of apply, rollback or recovery: after the next start every file is wholly old or wholly new, the
 * stores agree with the files, and the journal verifies. One lane on the disk, one in memory where the system has that.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { recover } from '../src-main/control/recover.ts'
import { silentLog } from '../src-main/platform/ports.ts'
import { countingClock, mustOpen, temporaryFolder } from '../src-main/stores/test-home.ts'
import type { Stores } from '../src-main/stores/stores.ts'
import { plainProject, textOf, versionedPaths, versionOf } from './support/versions.ts'

const killsPerLane = 105
const child = fileURLToPath(new URL('./support/kill-child.ts', import.meta.url))

interface Lane {
  readonly home: string
  readonly root: string
}

function laneIn(folder: string): Lane {
  const lane = { home: join(folder, 'home'), root: join(folder, 'project') }
  for (const path of versionedPaths) {
    mkdirSync(dirname(join(lane.root, path)), { recursive: true })
    writeFileSync(join(lane.root, path), textOf(path, 0))
  }
  return lane
}

const versionsIn = ({ root }: Lane): number[] =>
  versionedPaths.map(path => versionOf(path, readFileSync(join(root, path), 'utf8')))

/** Starts a victim and kills it: some while they open or recover, the others while they apply and roll back. */
async function killOne(lane: Lane, folder: string): Promise<void> {
  const victim: ChildProcessWithoutNullStreams = spawn(process.execPath, [child], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  })
  let said = ''
  let complaint = ''
  victim.stdout.on('data', (data: Buffer) => (said += data.toString()))
  victim.stderr.on('data', (data: Buffer) => (complaint += data.toString()))
  const gone = once(victim, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const hears = async (enough: () => boolean): Promise<void> => {
    while (!enough()) await Promise.race([once(victim.stdout, 'data'), gone.then(() => Promise.reject(new Error(complaint)))])
  }
  await hears(() => said.startsWith('warm'))
  victim.stdin.write(JSON.stringify(lane))
  // An apply and its rollback are some 60 steps; the time it takes to hear of one and to kill adds its own chance.
  const steps = Math.floor(Math.random() * 120)
  await hears(() => said.length >= 'warm'.length + steps)
  await sleep(Math.random() * 5)
  victim.kill('SIGKILL')
  const [code, signal] = await gone
  // A victim that ends by itself has found something wrong.
  expect([code, signal, complaint]).toEqual([null, 'SIGKILL', ''])
}

/** @returns how much the crash had left open. */
function startAndCheck(lane: Lane): number {
  const project = plainProject(lane.root)
  const stores = mustOpen(lane.home)
  try {
    const left = stores.journal.openIntents().length + stores.candidates.inStates(['approved', 'rolling-back']).length
    const ports = { clock: countingClock(Date.now()), log: silentLog, sandboxFolder: join(lane.home, 'asis_sandbox') }
    expect(recover(stores, () => project, ports).open).toEqual([])
    expect(stores.journal.verify()).toMatchObject({ ok: true })
    expect(stores.journal.openIntents()).toEqual([])
    expect(stores.candidates.inStates(['generated', 'approved', 'rolling-back'])).toEqual([])
    const now = newestInEffect(stores, project.id)
    expect(versionsIn(lane)).toEqual(versionedPaths.map(() => now))
    const names = [...readdirSync(join(lane.root, 'src'), { recursive: true }), ...readdirSync(join(lane.home, 'asis_backups'))]
    expect(names.filter(name => String(name).endsWith('.tmp'))).toEqual([])
    return left
  } finally {
    stores.close()
  }
}

/** Version that the stores say is in the files; every one in effect can be taken back. */
function newestInEffect(stores: Stores, projectId: string): number {
  const ids = new Set(stores.candidates.list(projectId, ['applied', 'kept'], 10_000).map(each => each.id))
  const inEffect = stores.modifications.list(projectId, 10_000).filter(each => ids.has(each.candidateId))
  for (const { files } of inEffect) for (const file of files) stores.backups.read(file.beforeSha256)
  return Number(inEffect[0]?.title ?? 0)
}

describe('killed at any moment', () => {
  const lanes = [
    { where: 'on the disk', folder: mkdtempSync(join(tmpdir(), 'asis kill ')) },
    { where: 'in memory', folder: temporaryFolder().path },
  ]
  afterAll(() => {
    for (const { folder } of lanes) rmSync(folder, { recursive: true, force: true })
  })

  it.concurrent.each(lanes)(
    `${killsPerLane} times $where`,
    async ({ folder }) => {
      const lane = laneIn(folder)
      let interrupted = 0
      for (let kill = 1; kill <= killsPerLane; kill++) {
        await killOne(lane, folder)
        // Each file by itself, as the crash left it.
        versionsIn(lane)
        // Every third time the next victim has to recover, and may be killed while it does.
        if (kill % 3 !== 0 || kill === killsPerLane) interrupted += Math.sign(startAndCheck(lane))
      }
      // Otherwise nothing was tested: most kills hit between an intent and its outcome.
      expect(interrupted).toBeGreaterThan(9)
    },
    // 105 starts, recoveries and kills on a machine that may be busy: it finds what hangs, not what is slow.
    1_200_000,
  )
})
