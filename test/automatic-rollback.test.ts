/** A change that its target gains from and a guardrail loses by: applied, watched in the real sandbox, and taken back without anybody. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Core } from '../src-main/core-types.ts'
import { submit } from '../src-main/pipeline/5-review/submit.ts'
import { systemClock } from '../src-main/platform/ports.ts'
import { openProject } from '../src-main/project/open-project.ts'
import { openStores } from '../src-main/stores/open-stores.ts'
import { sha256Of } from '../src-main/stores/sha256.ts'
import type { CandidateRow, Proposal } from '../src-shared/domain/candidate.ts'
import type { Evidence } from '../src-shared/domain/evidence.ts'
import { isRefused } from '../src-shared/errors.ts'
import { openCoreAt } from './support/open-core.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'asis-rollback-'))
const root = path.join(folder, 'project')
const home = path.join(folder, 'home')
const before = 'export const accuracy = 90\nexport const size = 100\n'

const metric = (id: string, direction: string, value: string, guardrail: boolean) => {
  writeFileSync(
    path.join(root, `bench/${id}.mjs`),
    `import { ${value} } from '../src/model.mjs'\nexport default () => ${value}\n`,
  )
  return {
    id,
    title: id,
    unit: '',
    direction,
    guardrail,
    targets: ['src/model.mjs'],
    benchmark: { kind: 'module', file: `bench/${id}.mjs` },
  }
}

/** What a session would have found for the size alone. */
const improved: Evidence = {
  verdict: 'improved',
  reasons: ['half the size'],
  gates: [],
  safety: { score: 1, risk: 'LOW', reasons: [] },
  tests: null,
  behaviour: null,
  measurement: null,
  isolation: 'strong',
  cost: { elapsedMs: 1, cpuMs: 1 },
}

function waiting(after: string): CandidateRow['id'] {
  const project = openProject(root)
  const stores = openStores(home, { access: 'write', owner: 'test', clock: systemClock })
  if (isRefused(project) || isRefused(stores)) throw new Error('not opened')
  const proposal: Proposal = {
    generator: 'agent',
    rule: 'external',
    shortName: 'smaller-model',
    title: 'Smaller model',
    reason: '',
    riskClass: 'C',
    files: [{ path: 'src/model.mjs', before, after, beforeSha256: sha256Of(before), afterSha256: sha256Of(after) }],
    changedFunctions: [],
    facts: [],
    probes: [],
    expectedGain: null,
    sameBehaviour: false,
    memoizes: false,
  }
  const { id } = stores.candidates.add(
    project.id,
    { proposal, metricId: 'size', metricTitle: 'size', unit: '', sessionId: null },
    1,
  )
  stores.evidence.put(project.id, id, improved, 1)
  submit({ projectId: project.id, id }, { stores, clock: systemClock })
  stores.close()
  return id
}

async function approved(core: Core, id: string): Promise<CandidateRow> {
  const end = new Promise<CandidateRow>(resolve => {
    core.subscribe('candidates.changed', row => {
      if (row.id === id && (row.state === 'kept' || row.state === 'rolled-back')) resolve(row)
    })
  })
  const detail = await core.call('candidates.get', { id }, 'read')
  if (isRefused(detail)) throw new Error(detail.message)
  const row = await core.call('candidates.approve', { id, diffSha256: detail.diffSha256 }, 'approve')
  if (isRefused(row)) throw new Error(row.message)
  expect(readFileSync(path.join(root, 'src/model.mjs'), 'utf8')).toBe(detail.files[0]?.after)
  return end
}

const opened = (): Promise<Core> => openCoreAt(home, root)

beforeAll(() => {
  for (const name of ['src', 'bench']) mkdirSync(path.join(root, name), { recursive: true })
  writeFileSync(path.join(root, 'src/model.mjs'), before)
  const metrics = [metric('size', 'lower', 'size', false), metric('accuracy', 'higher', 'accuracy', true)]
  writeFileSync(
    path.join(root, 'asis.config.json'),
    JSON.stringify({ name: 'model', languages: ['javascript'], files: ['src/**'], metrics }),
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a guardrail that gets worse by more than a tenth takes the change back', async () => {
  const id = waiting('export const accuracy = 70\nexport const size = 50\n')
  const core = await opened()
  const end = await approved(core, id)
  expect(end.state).toBe('rolled-back')
  expect(end.note).toContain('accuracy')
  expect(readFileSync(path.join(root, 'src/model.mjs'), 'utf8')).toBe(before)
  expect(await core.call('journal.verify', {}, 'read')).toMatchObject({ ok: true })
  await core.close()
})

test('what was found to be worse before the end came is taken back at the next start', async () => {
  const id = waiting('export const accuracy = 70\nexport const size = 50\n')
  const core = await opened()
  const detail = await core.call('candidates.get', { id }, 'read')
  if (isRefused(detail)) throw new Error(detail.message)
  expect(await core.call('candidates.approve', { id, diffSha256: detail.diffSha256 }, 'approve')).toMatchObject({
    state: 'applied',
  })
  await core.close()
  const project = openProject(root)
  const stores = openStores(home, { access: 'write', owner: 'test', clock: systemClock })
  if (isRefused(project) || isRefused(stores)) throw new Error('not opened')
  expect(stores.candidates.get(project.id, id)?.state).toBe('applied')
  const found = 'accuracy got worse by 22 %'
  stores.watches.put(project.id, {
    candidateId: id,
    status: 'degraded',
    detail: found,
    data: null,
    nextMs: 1,
    asks: false,
    updatedMs: 1,
  })
  stores.close()
  const again = await opened()
  await expect
    .poll(() => again.call('candidates.get', { id }, 'read'))
    .toMatchObject({ state: 'rolled-back', note: expect.stringContaining(found) })
  expect(readFileSync(path.join(root, 'src/model.mjs'), 'utf8')).toBe(before)
  await again.close()
})

test('one that stays within it keeps the change', async () => {
  const id = waiting('export const accuracy = 88\nexport const size = 50\n')
  const core = await opened()
  expect((await approved(core, id)).state).toBe('kept')
  expect(readFileSync(path.join(root, 'src/model.mjs'), 'utf8')).toContain('88')
  await core.close()
})
