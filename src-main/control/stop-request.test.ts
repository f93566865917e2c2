import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { askOwner, takeStopRequests } from './stop-request.ts'

let home: string
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'asis-stop-request-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** What the owner, whose clock says `ownerMs`, did with a request written at `askedMs`. Each takes its time from its own clock alone. */
async function taken(askedMs: number, ownerMs: number): Promise<string[]> {
  const done: string[] = []
  const stopping = {
    stop: async (by: string, reason: string) => (done.push(`stop ${by} ${reason}`), { stoppedMs: ownerMs }),
    resume: async (by: string) => (done.push(`resume ${by}`), { resumedMs: ownerMs }),
  }
  const owner = takeStopRequests(home, stopping, {
    clock: { nowMs: () => ownerMs },
    log: (_level, message) => void done.push(message),
  })
  try {
    expect(await askOwner(home, { verb: 'stop', by: 'me', reason: 'a test' }, { nowMs: () => askedMs })).toBe(true)
  } finally {
    owner.close()
  }
  return done
}

it('is done while it is fresh, and left alone afterwards, by the clock that was given', async () => {
  expect(await taken(1_000_000, 1_010_000)).toEqual(['stop me a test'])
  expect(await taken(1_000_000, 1_010_001)).toEqual(['an old request to stop or resume was left alone'])
})
