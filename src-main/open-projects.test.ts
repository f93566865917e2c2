import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefused, refuse, type Refused } from '../src-shared/errors.ts'
import type { Core, CoreOptions } from './core-types.ts'
import { createCore } from './core.ts'
import { openProjects, type ConsoleOptions } from './open-projects.ts'
import { checkoutPaths } from './platform/paths.ts'
import { mustOpen, temporaryFolder } from './stores/test-home.ts'

const paths = checkoutPaths(resolve(import.meta.dirname, '..'))
let folder: ReturnType<typeof temporaryFolder>
let core: Core | null

const must = <T>(value: T | Refused): T => {
  if (isRefused(value)) throw new Error(value.message)
  return value
}
const at = (name: string): string => join(folder.path, name)
const project = (name: string, manifest = true): string => {
  mkdirSync(join(at(name), 'src'), { recursive: true })
  const code = 'export function common(a, b) { return a.filter(x => b.includes(x)) }\n'
  writeFileSync(join(at(name), 'src', 'items.js'), code)
  writeFileSync(join(at(name), 'package.json'), `{ "name": "${name}", "type": "module" }\n`)
  writeFileSync(
    join(at(name), 'inputs.js'),
    'export default (random, size) => [Array.from({ length: size }, random), Array.from({ length: size }, random)]\n',
  )
  const benchmark = { kind: 'function', file: 'src/items.js', function: 'common', inputs: 'inputs.js', sizes: [50] }
  const metric = { id: 'time', title: 'Time', unit: 'us', direction: 'lower', benchmark, goal: { improve: 0.5 } }
  if (manifest)
    writeFileSync(
      join(at(name), 'asis.config.json'),
      JSON.stringify({ name, languages: ['javascript'], files: ['src/**'], metrics: [metric] }),
    )
  return at(name)
}
const start = async (first: ConsoleOptions['first'], more: Partial<ConsoleOptions> = {}): Promise<Core> => {
  core = must(await openProjects({ home: at('data'), owner: 'a test', paths, first, ...more }))
  return core
}
const failing = async (options: CoreOptions): Promise<Core | Refused> => {
  if (options.projectRoot === at('two')) throw new Error('a defect')
  return createCore(options)
}
const openNow = async (): Promise<string | null> => must(await core!.call('projects.list', {}, 'read')).open?.name ?? null

beforeEach(() => {
  folder = temporaryFolder()
  core = null
})
afterEach(async () => {
  await core?.close()
  folder.remove()
})

describe('without a project', () => {
  it('says so to every call but those about projects, after the same checks', async () => {
    await start('none')
    const refused = { kind: 'refused', code: 'not-found', message: 'No project is open. Nothing was done.' }
    expect(await core!.call('status.get', {}, 'read')).toMatchObject(refused)
    expect(await core!.call('session.start', {}, 'approve')).toMatchObject(refused)
    expect(await core!.call('session.start', {}, 'read')).toMatchObject({ code: 'forbidden' })
    expect(await core!.call('candidates.get', { id: 'x' }, 'read')).toMatchObject({ code: 'bad-input' })
    expect(await core!.call('projects.list', {}, 'read')).toEqual({ open: null, known: [] })
    expect(await core!.call('folders.list', {}, 'operate')).toMatchObject({ code: 'forbidden' })
    // Nobody holds the data folder.
    mustOpen(at('data')).close()
  })
  it('opens a folder, the bundled project, and tells the pages', async () => {
    await start('none')
    const changed: string[] = []
    core!.subscribe('project.changed', ({ root }) => changed.push(root))
    const one = must(await core!.call('projects.open', { root: project('one') }, 'approve'))
    expect(one).toMatchObject({ name: 'one', root: at('one'), bundled: false, state: 'ok' })
    expect(one.lastOpenedMs).toBeGreaterThan(0)
    expect(must(await core!.call('metrics.list', {}, 'read')).map(metric => metric.id)).toEqual(['time'])
    const bundled = must(await core!.call('projects.open', {}, 'approve'))
    expect(bundled).toMatchObject({ bundled: true, root: join(at('data'), 'bundled-project') })
    expect(changed).toEqual([at('one'), bundled.root])
    const { known } = must(await core!.call('projects.list', {}, 'read'))
    expect(known.map(each => [each.root, each.bundled])).toEqual([
      [bundled.root, true],
      [at('one'), false],
    ])
    const journal = must(await core!.call('journal.list', { limit: 10 }, 'read'))
    expect(journal.filter(record => record.action === 'open')).toMatchObject([{ kind: 'config', detail: bundled.root }])
  })
})

describe('the known projects', () => {
  it('are remembered over a restart, with what became of them, and the last one opens', async () => {
    for (const name of ['gone', 'broken', 'one', 'two']) {
      await start({ root: project(name) })
      await core!.close()
    }
    rmSync(at('gone'), { recursive: true })
    rmSync(at('two'), { recursive: true })
    writeFileSync(join(at('broken'), 'asis.config.json'), '{')
    await start('last')
    expect(await openNow()).toBe('one')
    const { known } = must(await core!.call('projects.list', {}, 'read'))
    expect(known.map(each => [each.name, each.state])).toEqual([
      ['one', 'ok'],
      ['two', 'missing'],
      ['broken', 'bad-manifest'],
      ['gone', 'missing'],
    ])
  })
  it('are none at the first start, and a list that is not ours is none', async () => {
    const stores = mustOpen(at('data'))
    stores.settings.set('', 'known-projects', [{ root: 7 }], 1)
    stores.close()
    await start('last')
    expect(must(await core!.call('projects.list', {}, 'read'))).toEqual({ open: null, known: [] })
  })
})

describe('changing the project', () => {
  it('and every other decision is for who may approve, and the status says who may', async () => {
    await start({ root: project('one') })
    expect(await core!.call('status.get', {}, 'approve')).toMatchObject({ mayApprove: true })
    for (const scope of ['read', 'operate'] as const) {
      expect(await core!.call('status.get', {}, scope)).toMatchObject({ mayApprove: false })
      expect(await core!.call('projects.open', {}, scope)).toMatchObject({ code: 'forbidden' })
    }
  })
  it('is refused with the old one still open when the folder is no project', async () => {
    await start({ root: project('one') })
    mkdirSync(at('empty'))
    for (const [root, code] of [
      [at('empty'), 'bad-manifest'],
      [at('nowhere'), 'not-found'],
    ] as const)
      expect(await core!.call('projects.open', { root }, 'approve')).toMatchObject({ kind: 'refused', code })
    expect(await openNow()).toBe('one')
  })
  it('opens the old one again when the new one is refused late, and still forwards its events', async () => {
    const opened: string[] = []
    const create = async (options: CoreOptions): Promise<Core | Refused> => {
      opened.push(options.projectRoot)
      return options.projectRoot === at('two') ? refuse('disk', 'No space.', 'Free some.') : createCore(options)
    }
    await start({ root: project('one') }, { create })
    const changed: string[] = []
    core!.subscribe('project.changed', ({ root }) => changed.push(root))
    expect(await core!.call('projects.open', { root: project('two') }, 'approve')).toMatchObject({ code: 'disk' })
    expect(opened).toEqual([at('one'), at('two'), at('one')])
    expect(changed).toEqual([at('one')])
    expect(await openNow()).toBe('one')
  })
  it('opens the old one again when the new one meets a defect', async () => {
    await start({ root: project('one') }, { create: failing })
    await expect(core!.call('projects.open', { root: project('two') }, 'approve')).rejects.toThrow('a defect')
    expect(await openNow()).toBe('one')
  })
  it('happens one after the other, and calls that come meanwhile go to the last one', async () => {
    await start({ root: project('one') })
    const both = [
      core!.call('projects.open', { root: project('two') }, 'approve'),
      core!.call('projects.open', { root: project('three') }, 'approve'),
    ]
    const list = core!.call('projects.list', {}, 'read')
    expect((await Promise.all(both)).map(ref => must(ref).name)).toEqual(['two', 'three'])
    expect(must(await list).open?.name).toBe('three')
  })
  it('is busy while a session runs or something is measured, and possible after it', async () => {
    await start({ root: project('one') })
    const measuring = core!.call('analyze.run', {}, 'operate')
    expect(await core!.call('projects.open', { root: project('two') }, 'approve')).toMatchObject({ code: 'busy' })
    must(await measuring)
    const ended = new Promise(done => core!.subscribe('session.ended', done))
    must(await core!.call('session.start', {}, 'operate'))
    expect(await core!.call('projects.init', { root: project('three', false) }, 'approve')).toMatchObject({ code: 'busy' })
    expect(readdirSync(at('three'))).not.toContain('asis.config.json')
    await core!.call('session.cancel', {}, 'operate')
    await ended
    must(await core!.call('projects.open', { root: at('two') }, 'approve'))
    expect(await openNow()).toBe('two')
  })
})

describe('a folder that is no project yet', () => {
  it('is looked at without writing, and becomes exactly what was shown', async () => {
    await start('none')
    const root = project('fresh', false)
    const before = readdirSync(root, { recursive: true })
    const look = must(await core!.call('projects.look', { root }, 'approve'))
    expect(readdirSync(root, { recursive: true })).toEqual(before)
    expect(look).toMatchObject({ root, kind: 'no-manifest', name: 'fresh' })
    expect(look.wouldWrite).toEqual(['asis.config.json', 'asis-inputs/common-time.inputs.mjs'])
    expect(must(await core!.call('projects.init', { root }, 'approve'))).toMatchObject({ name: 'fresh', root })
    expect(readFileSync(join(root, 'asis.config.json'), 'utf8')).toBe(look.manifest)
    expect(must(await core!.call('projects.look', { root }, 'approve'))).toMatchObject({ kind: 'project', wouldWrite: [] })
    const journal = must(await core!.call('journal.list', { limit: 10 }, 'read'))
    expect(journal.filter(record => record.action === 'init')).toMatchObject([{ kind: 'config', detail: root }])
  })
  it('is named for what it is: a broken manifest, nothing to measure, not there', async () => {
    await start('none')
    writeFileSync(join(project('broken'), 'asis.config.json'), '{')
    mkdirSync(at('empty'))
    const looks = ['broken', 'empty'].map(name => core!.call('projects.look', { root: at(name) }, 'approve'))
    const [broken, empty] = (await Promise.all(looks)).map(must)
    expect(broken).toMatchObject({ kind: 'bad-manifest', name: 'broken', manifest: '' })
    expect(broken?.notes[0]).toContain('line 1')
    expect(empty).toMatchObject({ kind: 'nothing-to-measure', wouldWrite: [] })
    expect(await core!.call('projects.look', { root: at('nowhere') }, 'approve')).toMatchObject({ code: 'not-found' })
  })
})

describe('answers by Idempotency-Key', () => {
  it('are kept in the data folder, whichever project is open, and not while none is', async () => {
    const use = { owner: 'operate', key: 'k', content: 'c' }
    await start('none')
    expect(await core!.answers?.()).toBeNull()
    must(await core!.call('projects.open', { root: project('one') }, 'approve'))
    expect((await core!.answers!())!.begin(use)).toEqual({ kind: 'fresh' })
    // Asked for while the project is being changed, it is that of the new one.
    const opening = core!.call('projects.open', { root: project('two') }, 'approve')
    const answers = await core!.answers!()
    must(await opening)
    answers!.finish(use, { status: 200, body: '{}' })
    expect(answers!.begin(use)).toEqual({ kind: 'answered', answer: { status: 200, body: '{}' } })
  })
})
