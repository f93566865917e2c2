import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AsisError, isRefused } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'
import { nodeChild } from './core-child.ts'
import { connectCore } from './core-client.ts'

const root = resolve(import.meta.dirname, '../../..')
let folder: string
let lost = 0

beforeEach(() => {
  lost = 0
  folder = mkdtempSync(join(tmpdir(), 'asis-core-process-'))
  mkdirSync(join(folder, 'project', 'src'), { recursive: true })
  writeFileSync(join(folder, 'project', 'src', 'sum.js'), 'export const sum = list => list.reduce((a, b) => a + b, 0)\n')
  writeFileSync(join(folder, 'project', 'inputs.js'), 'export default (random, size) => [Array.from({ length: size }, random)]\n')
  writeFileSync(join(folder, 'project', 'package.json'), '{"type":"module"}\n')
  const metric = {
    id: 'sum_time',
    title: 'Sum',
    unit: 'us',
    direction: 'lower',
    benchmark: { kind: 'function', file: 'src/sum.js', function: 'sum', inputs: 'inputs.js' },
  }
  writeFileSync(
    join(folder, 'project', 'asis.config.json'),
    JSON.stringify({ name: 'Small', languages: ['javascript'], files: ['src/**'], metrics: [metric] }),
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const connect = (script: string, args: readonly string[] = [], node = process.execPath) =>
  connectCore(nodeChild(node, { script, args, env: { ...process.env, ASIS_HOME: join(folder, 'data') } }), () => (lost += 1))
const start = (args: readonly string[]) => connect(join(import.meta.dirname, 'core-process.ts'), ['--root', root, ...args])
const opened = async (): Promise<Core> => {
  const core = await start(['--project', join(folder, 'project')])
  if (isRefused(core)) throw new Error(core.message)
  return core
}

it('answers calls of the real core in its own process, refusals as values, and closes the stores', async () => {
  const core = await opened()
  const metrics = await core.call('metrics.list', {}, 'read')
  expect(isRefused(metrics) ? metrics : metrics.map(m => m.id)).toEqual(['sum_time'])
  expect(await core.call('candidates.get', { id: 'c_0000000000' }, 'read')).toMatchObject({ kind: 'refused', code: 'not-found' })
  // One owner per data folder: the second says who.
  expect(await start(['--project', join(folder, 'project')])).toMatchObject({ kind: 'refused', code: 'store-locked' })
  await core.close()
  expect(lost).toBe(0)
})
it('says why it could not be opened', async () => {
  expect(await start(['--project', join(folder, 'nowhere')])).toMatchObject({ kind: 'refused' })
  expect(lost).toBe(0)
})
it('refuses instead of hanging when the process cannot start, or ends early', async () => {
  expect(await connect('none.ts', [], join(folder, 'no-node'))).toMatchObject({ kind: 'refused', code: 'not-found' })
  writeFileSync(join(folder, 'ends.js'), 'process.exit(3)')
  expect(await connect(join(folder, 'ends.js'))).toMatchObject({ kind: 'refused', code: 'not-found' })
})
it('opens without a project when none is known, and what was open last after that', async () => {
  const first = await start([])
  if (isRefused(first)) throw new Error(first.message)
  expect(await first.call('projects.list', {}, 'read')).toEqual({ open: null, known: [] })
  await first.call('projects.open', { root: join(folder, 'project') }, 'approve')
  await first.close()
  const second = await start([])
  if (isRefused(second)) throw new Error(second.message)
  expect(await second.call('projects.list', {}, 'read')).toMatchObject({ open: { name: 'Small' } })
  await second.close()
  expect(lost).toBe(0)
})
it('rejects what was asked when the process is lost, and says so once', async () => {
  writeFileSync(
    join(folder, 'dies.js'),
    "process.send({ kind: 'opened', refused: null }); process.on('message', () => process.exit(1))",
  )
  const core = await connect(join(folder, 'dies.js'))
  if (isRefused(core)) throw new Error(core.message)
  await expect(core.call('status.get', {}, 'read')).rejects.toThrow(AsisError)
  await expect(core.call('status.get', {}, 'read')).rejects.toThrow('has ended')
  expect(lost).toBe(1)
})
