/**
 * Rounds of: start the host, let autonomous mode work (and now and then a person), kill everything with SIGKILL at a chosen moment, look at
 * what is left, start again, look again. Stops at the first finding and says which round, moment and seed.
 */
import { mkdirSync, watch } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { seededRandom } from '../../src-main/languages/javascript/harness/random.ts'
import { projectIdOf, realFolder } from '../../src-main/project/open-project.ts'
import { letProgramsApprove } from '../../test/support/scripts.ts'
import { startHost, type Answered, type Heard, type Host, type Place } from './host.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { chooseMoment, momentOf, withinMs, type Moment } from './moments.ts'
import { files, freshText, readText, save, soakPolicy, soakSettings, writeProject, type File } from './project.ts'
import { openWindows, type Windows } from './windows.ts'

export interface KillOptions {
  /** An empty folder. */
  readonly folder: string
  readonly kills: number
  readonly seed: number
  readonly windows: boolean
  readonly say: (line: string) => void
  /** Only these, one after the other. Default: chosen by weight. */
  readonly only?: readonly Moment[]
  /** No moment is waited for longer: a kill comes anyway. */
  readonly patienceMs?: number
}

export interface KillReport {
  readonly kills: number
  readonly seed: number
  readonly minutes: number
  /** What was aimed at, and what the newest thing heard of was when the kill came. */
  readonly aimed: Readonly<Record<string, number>>
  readonly hit: Readonly<Record<string, number>>
  /** Kinds of decisions by hand to which the host had said yes. */
  readonly answered: Readonly<Record<string, number>>
  readonly newestRecord: Readonly<Record<string, number>>
  readonly records: number
  readonly applied: number
  readonly rolledBack: number
  readonly closedByRecovery: number
  /** What was begun and not ended when the kill came. */
  readonly interrupted: Readonly<Record<string, number>>
  readonly reconnects: readonly number[]
}

const nothing = (): void => {}

const count = (counts: Record<string, number>, name: string): void => void (counts[name] = (counts[name] ?? 0) + 1)

const must = <T>(answer: Answered<T>): T => {
  if (answer?.ok !== true) throw new Error(`refused: ${JSON.stringify(answer)}`)
  return answer.value
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

export async function killRun(options: KillOptions): Promise<KillReport> {
  const { folder, kills, say, patienceMs = 40_000 } = options
  const random = seededRandom(options.seed)
  const place: Place = { home: join(folder, 'data'), root: join(folder, 'project'), port: await freePort() }
  mkdirSync(place.root, { recursive: true })
  writeProject(place.root)
  const ledger = createLedger(place.home, place.root, projectIdOf(realFolder(place.root) as string))
  const startedMs = performance.now()
  const counts = { aimed: {}, hit: {}, answered: {}, newestRecord: {} }
  const people: People = { edits: 2, editedMs: {}, windows: null, answered: counts.answered }
  let listener: (heard: Heard) => void = nothing
  const onEvent = (heard: Heard): void => {
    if (heard.name === 'journal.appended') ledger.saw(heard.data)
    listener(heard)
  }

  letProgramsApprove(place.home)
  let host = await startHost(place, onEvent).ready
  must(await host.call('policies.put', soakPolicy))
  for (const [key, value] of Object.entries(soakSettings)) must(await host.call('settings.set', { key, value }))
  people.windows = options.windows ? await openWindows(host.launchUrl) : null
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const aim = options.only?.[(kill - 1) % options.only.length] ?? chooseMoment(random)
      const found = await oneKill(host, aim, {
        place,
        ledger,
        people,
        random,
        patienceMs,
        onEvent,
        listen: to => (listener = to),
      })
      listener = nothing
      host = found.host
      count(counts.aimed, aim)
      count(counts.hit, found.hit)
      count(counts.newestRecord, found.newest)
      const at = `kill ${kill} of ${kills} (seed ${options.seed}), aimed at ${aim}, hit ${found.hit} after ${found.newest}`
      say(`${((performance.now() - startedMs) / 60_000).toFixed(1)} min: ${at}; ${ledger.figures.applied} applied so far`)
      if (found.problems.length > 0) throw new Error(`${at}:\n  ${found.problems.join('\n  ')}`)
    }
    // Both windows must find the last host, without being loaded again.
    const reconnects = await reconnected(people.windows)
    return {
      kills,
      seed: options.seed,
      minutes: Math.round((performance.now() - startedMs) / 6000) / 10,
      ...counts,
      ...ledger.figures,
      reconnects,
    }
  } finally {
    await people.windows?.close()
    await host.kill()
  }
}

async function reconnected(windows: Windows | null): Promise<readonly number[]> {
  if (windows === null) return []
  const before = [...windows.reconnects]
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 100) {
    const answer = await windows.call('status.get', {})
    if (answer?.ok === true && windows.reconnects.every((now, index) => now > 0 && now >= before[index]!)) break
    await sleep(100)
  }
  const problems = [...(await windows.check())]
  if (windows.reconnects.some(now => now < 1)) problems.push(`the windows came back ${windows.reconnects.join(' and ')} times`)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return [...windows.reconnects]
}

interface People {
  edits: number
  readonly editedMs: Partial<Record<File, number>>
  windows: Windows | null
  readonly answered: Record<string, number>
}

interface Round {
  readonly place: Place
  readonly ledger: Ledger
  readonly people: People
  readonly random: () => number
  readonly patienceMs: number
  readonly onEvent: (heard: Heard) => void
  readonly listen: (to: (heard: Heard) => void) => void
}

interface Killed {
  readonly host: Host
  readonly hit: string
  readonly newest: string
  readonly problems: readonly string[]
}

async function oneKill(host: Host, aim: Moment, round: Round): Promise<Killed> {
  const { place, ledger, people, random, patienceMs, onEvent } = round
  let hit = 'quiet'
  let newest = 'nothing'
  const { promise: wanted, resolve: heardIt } = Promise.withResolvers<void>()
  let movedMs = 0
  let hears: () => void = nothing
  round.listen(heard => {
    const moment = momentOf(heard)
    if (moment !== null) [hit, movedMs] = [moment, performance.now()]
    if (heard.name === 'journal.appended') newest = `${heard.data.kind} ${heard.data.action}`
    const isDecided = heard.name === 'journal.appended' && (heard.data.kind === 'decision' || moment === 'rollback')
    if (aim === 'by-hand' ? isDecided : moment === (aim === 'watch' ? 'applied' : aim) && aim !== 'apply') heardIt()
    // Its watch would take it back some seconds later; now and then a person is faster.
    if (aim === 'rollback' && moment === 'applied' && random() < 0.5) void takeBackSoon(host, null, round)
    if (heard.name === 'session.ended') hears()
  })
  let rows = await prepared(host, aim, round)
  // Nothing is told in the middle of an apply or a rollback, neither gives way before it has ended: a new file beside the old one shows it.
  const swaps = watch(join(place.root, 'src'))
  swaps.on('change', (_type, name) => {
    if (!String(name).endsWith('.tmp')) return
    if (aim === 'apply' || (aim === 'rollback' && (hit === 'applied' || rows.some(inEffect)))) heardIt()
  })
  const beginCycle = () => host.call('settings.set', { key: 'autonomous.on', value: true })
  // A change of the setting begins a cycle at once; otherwise one comes by itself some seconds after a start, and that must work too.
  const comesByItself = random() < 0.2 && (await waitsFor(host)) < 15_000
  if (!comesByItself) await beginCycle()
  hears = () => {
    hit = 'quiet'
    void (async () => {
      rows = await prepared(host, aim, round)
      await beginCycle()
    })()
  }
  const lacksWork = aim === 'by-hand' && !rows.some(isDecidable)
  const delayMs = random() * withinMs[lacksWork ? 'any-time' : aim]
  if (aim === 'by-hand') {
    const answered = byHand(host, rows, round)
    // As soon as the host has begun with it, or when it has answered.
    const enough = random() < 0.6 ? wanted : answered
    if (!lacksWork) await Promise.race([enough, sleep(15_000, undefined, { ref: false }), host.gone])
  } else if (aim !== 'any-time' && aim !== 'start') {
    if (aim === 'rollback') void takeBackSoon(host, rows, round)
    await Promise.race([wanted, sleep(patienceMs, undefined, { ref: false }), host.gone])
  }
  // A timer of less than a millisecond is one of a millisecond.
  if (aim !== 'start' && delayMs >= 1) await sleep(delayMs)
  hears = nothing
  swaps.close()
  if (hit === 'applied' && performance.now() - movedMs > 200) hit = 'watch'
  let left = await host.kill()
  const problems = [...ledger.afterKill()]
  const inside = ledger.begun().find(action => action !== 'session')
  if (inside !== undefined) hit = `inside of ${inside}`
  if (aim === 'start') {
    hit = 'start'
    const starting = startHost(place, onEvent)
    await sleep(delayMs)
    left = [...left, ...(await starting.kill())]
    problems.push(...ledger.afterKill().map(each => `killed while starting: ${each}`))
  }
  if (left.length > 0) problems.push(`processes outlived the host: ${left.join(', ')}`)
  const next = await startHost(place, onEvent).ready
  await people.windows?.follow(next.launchUrl)
  problems.push(...(await lookUntilQuiet(ledger)).map(each => `after recovery: ${each}`))
  problems.push(...(await stillOn(next)), ...((await people.windows?.check()) ?? []))
  return { host: next, hit, newest, problems }
}

/** Ms until the next cycle. */
async function waitsFor(host: Host): Promise<number> {
  const answer = await host.call('status.get', {})
  const nextMs = answer?.ok ? answer.value.autonomous.nextMs : null
  return nextMs === null ? Number.POSITIVE_INFINITY : nextMs - Date.now()
}

async function stillOn(host: Host): Promise<readonly string[]> {
  const { autonomous, stopped } = must(await host.call('status.get', {}))
  const check = must(await host.call('journal.verify', {}))
  return [
    ...(autonomous.on && (autonomous.nextMs !== null || autonomous.note === '')
      ? []
      : [`autonomous mode: ${JSON.stringify(autonomous)}`]),
    ...(stopped === null ? [] : ['an emergency stop holds']),
    ...(check.ok ? [] : [`the host says of its journal: ${check.detail}`]),
  ]
}

/** A watch may go on, and end, right after a start. */
async function lookUntilQuiet(ledger: Ledger): Promise<readonly string[]> {
  for (let tries = 0; tries < 200; tries++) {
    const found = ledger.afterRecovery()
    // A finding while it still finishes something is looked at once more.
    if (found !== null && (found.length === 0 || tries >= 20)) return found
    await sleep(50)
  }
  return ['the host never came to rest']
}

/** Sees to it that there is something to do for what is aimed at. Answers what there is. */
async function prepared(host: Host, aim: Moment, { place, ledger, people, random }: Round): Promise<readonly CandidateRow[]> {
  const answer = await host.call('candidates.list', { limit: 60 })
  const rows = answer?.ok ? answer.value : []
  const forDecisions = aim === 'by-hand' || aim === 'rollback'
  for (const file of files) {
    const own = rows.filter(row => row.paths.includes(file))
    const decides = forDecisions && own.some(isDecidable)
    // Of a long text the watch finds nothing to take back.
    const tooGood = aim === 'rollback' && file === 'src/a.js' && readText(place.root, file).length > 1000
    if (decides || (!tooGood && !isUsedUp(own.filter(row => row.createdMs >= (people.editedMs[file] ?? 0))))) continue
    const text = freshText((people.edits += 1), file === 'src/b.js' || (aim !== 'rollback' && random() < 0.5))
    save(place.root, file, text)
    people.editedMs[file] = Date.now()
    ledger.edited(file, text)
  }
  return rows
}

/** Nothing new will be proposed for a text of which these candidates came. */
const isUsedUp = (since: readonly CandidateRow[]): boolean =>
  since.filter(row => row.verdict === null).length >= 3 ||
  since.some(row => row.verdict !== null && row.verdict !== 'inconclusive')

const isDecidable = (row: CandidateRow): boolean => row.state === 'awaiting-review' || inEffect(row)

const inEffect = (row: CandidateRow): boolean => row.state === 'applied' || row.state === 'kept'

/** Somebody decides about whatever waits or is in effect. */
async function byHand(host: Host, rows: readonly CandidateRow[], round: Round): Promise<void> {
  const { people, ledger, random } = round
  const waiting = rows.find(row => row.state === 'awaiting-review')
  if (!waiting) return takeBackSoon(host, rows, round)
  const { windows } = people
  if (random() < 0.25) {
    const declined = await host.call('candidates.decline', { id: waiting.id, reason: 'soak' })
    if (declined?.ok) yes(people, ledger, 'decline', waiting.id)
  } else if (windows && random() < 0.5) {
    if (await windows.approve(waiting.id)) yes(people, ledger, 'approve', waiting.id)
  } else {
    const detail = await host.call('candidates.get', { id: waiting.id })
    if (!detail?.ok) return
    const { diffSha256, shortName } = detail.value
    const done = await host.call('candidates.approve', { id: waiting.id, diffSha256, confirm: shortName })
    if (done?.ok && inEffect(done.value)) yes(people, ledger, 'approve', waiting.id)
  }
}

/** One thing in effect, or all of the last minutes. */
async function takeBackSoon(host: Host, known: readonly CandidateRow[] | null, { people, ledger, random }: Round): Promise<void> {
  const rows = known ?? (await host.call('candidates.list', { states: ['applied', 'kept'], limit: 5 }))
  const target = (rows !== null && 'ok' in rows ? (rows.ok ? rows.value : []) : (rows ?? [])).find(inEffect)
  if (!target) return
  if (random() < 0.3) {
    const preview = await host.call('modifications.previewSince', { sinceMs: target.updatedMs - 600_000 })
    if (!preview?.ok || preview.value.ids.length === 0) return
    const request = { sinceMs: target.updatedMs - 600_000, ids: preview.value.ids, reason: 'soak' }
    const done = await host.call('modifications.rollbackSince', request)
    if (done?.ok) for (const { id } of done.value) yes(people, ledger, 'rollback', id)
    return
  }
  const input = { id: target.id, reason: 'soak' }
  const done = people.windows
    ? await people.windows.call('modifications.rollback', input)
    : await host.call('modifications.rollback', input)
  if (done?.ok) yes(people, ledger, 'rollback', target.id)
}

function yes({ answered }: People, ledger: Ledger, verb: 'approve' | 'decline' | 'rollback', id: string): void {
  count(answered, verb)
  ledger.promised({ id, verb })
}
