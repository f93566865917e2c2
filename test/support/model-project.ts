/** For tests: a project whose metrics are constants, so that measuring takes a moment, and a candidate for it that waits for review. */
import { join } from 'node:path'
import { registerProject } from '../../src-main/control/registered-projects.ts'
import { submit } from '../../src-main/pipeline/5-review/submit.ts'
import { systemClock } from '../../src-main/platform/ports.ts'
import { openProject } from '../../src-main/project/open-project.ts'
import { openStores } from '../../src-main/stores/open-stores.ts'
import { changeOf, evidenceOf, proposalOf } from '../../src-main/stores/test-home.ts'
import type { Proposal } from '../../src-shared/domain/candidate.ts'
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import { writeFiles } from './files.ts'
import { answered } from './open-core.ts'

export const modelBefore = 'export const accuracy = 90\nexport const size = 100\n'
export const betterModel = 'export const accuracy = 90\nexport const size = 50\n'
/** Its guardrail loses by more than a tenth. */
export const worseModel = 'export const accuracy = 70\nexport const size = 50\n'

const metric = (id: string, direction: string, guardrail: boolean) => ({
  id,
  title: id,
  unit: '',
  direction,
  guardrail,
  targets: ['src/model.mjs'],
  benchmark: { kind: 'module', file: `bench/${id}.mjs` },
})

export const modelManifest = `{
  "name": "model",
  "languages": ["javascript"],
  "files": ["src/**"],
  "thresholds": { "gap": 0.10 },
  "metrics": ${JSON.stringify([metric('size', 'lower', false), metric('accuracy', 'higher', true)])}
}
`

export function writeModel(root: string): void {
  writeFiles(root, {
    'asis.config.json': modelManifest,
    'src/model.mjs': modelBefore,
    'bench/size.mjs': "import { size } from '../src/model.mjs'\nexport default () => size\n",
    'bench/accuracy.mjs': "import { accuracy } from '../src/model.mjs'\nexport default () => accuracy\n",
  })
}

/** The data folder must not be open. Answers its id. */
export function waitingModel(
  home: string,
  root: string,
  after: string,
  evidence: Partial<Evidence> = {},
  more: Partial<Proposal> = {},
): string {
  const project = answered(openProject(root))
  const stores = answered(openStores(home, { access: 'write', owner: 'test', clock: systemClock }))
  try {
    registerProject({ stores, project, clock: systemClock })
    const proposal = proposalOf([changeOf('src/model.mjs', modelBefore, after)], {
      shortName: 'smaller-model',
      title: 'Smaller model',
      ...more,
    })
    const candidate = { proposal, metricId: 'size', metricTitle: 'size', unit: '', sessionId: null }
    const { id } = stores.candidates.add(project.id, candidate, systemClock.nowMs())
    stores.evidence.put(project.id, id, evidenceOf(evidence), systemClock.nowMs())
    submit({ projectId: project.id, id }, { stores, clock: systemClock })
    return id
  } finally {
    stores.close()
  }
}

export const modelFile = (root: string): string => join(root, 'src/model.mjs')
