/** What the rules write passes the gates that a stranger's code passes: none of their candidates for the bundled project is lost. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { isRefused } from '../../../src-shared/errors.ts'
import { openProject } from '../../project/open-project.ts'
import { propose } from '../2-generate/propose.ts'
import { verify } from './verify.ts'

test('every candidate of the rules for the bundled project passes, whoever is said to have written it', async () => {
  const project = openProject(path.resolve(import.meta.dirname, '../../../assets/bundled-project'))
  if (isRefused(project)) throw new Error(project.message)
  const targets = project.changeableFiles().filter(each => each.endsWith('.ts'))
  const files = project.changeableFiles().flatMap(each => {
    const source = project.read(each)
    return isRefused(source) ? [] : [{ ...source, path: each }]
  })
  const proposals = propose({ files, targets, sizes: [1000], maxProposals: 60 })
  expect(proposals.length).toBeGreaterThan(20)
  const [metric] = project.manifest.metrics
  for (const proposal of proposals) {
    for (const generator of ['rule', 'agent'] as const) {
      const report = await verify({ ...proposal, generator }, { project, metric: metric!, allowedFunctions: targets })
      expect(
        report.gates.filter(gate => !gate.passed),
        `${proposal.rule}: ${proposal.title}`,
      ).toEqual([])
    }
  }
})
