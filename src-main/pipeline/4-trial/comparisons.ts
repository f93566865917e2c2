/**
 * Which functions of a proposal are compared, and with what. The benchmark's function gets everything (its generator, mutations, the
 * probes when it is the changed one); other changed functions get the probes of the rule when their module exports them.
 */
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { BehaviourReport } from '../../../src-shared/domain/evidence.ts'
import type { Benchmark } from '../../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import { compareBehaviour, type InvalidRun } from './behaviour.ts'
import type { Tree, TrialPorts } from './ports.ts'

/** Null when nothing can be compared. */
export const compareProposal = async (
  proposal: Proposal,
  benchmark: Benchmark,
  original: Tree,
  candidate: Tree,
  ports: TrialPorts,
): Promise<BehaviourReport | InvalidRun | Refused | null> => {
  const typed = proposal.files.every(file => /\.[cm]?tsx?$/.test(file.path))
  const reports: BehaviourReport[] = []
  const main = benchmark.kind === 'function' ? `${benchmark.file}#${benchmark.function}` : null
  if (benchmark.kind === 'function') {
    // A probe written for another function has other arguments.
    const probes = proposal.changedFunctions.length === 0 || proposal.changedFunctions.includes(main ?? '') ? proposal.probes : []
    const { file, inputs, sizes } = benchmark
    const report = await compareBehaviour(
      { original, candidate, file, function: benchmark.function, inputs, sizes, probes, typed },
      ports,
    )
    if ('kind' in report) return report
    reports.push(report)
  }
  for (const changed of proposal.probes.length > 0 ? proposal.changedFunctions : []) {
    const [file, name] = changed.split('#')
    if (changed === main || file === undefined || name === undefined) continue
    const request = { original, candidate, file, function: name, inputs: null, sizes: [], probes: proposal.probes, typed }
    const report = await compareBehaviour(request, ports)
    // Not exported: reached only through other functions.
    if (isRefused(report) && report.code === 'bad-benchmark') continue
    if ('kind' in report) return report
    reports.push(report)
  }
  return reports.length === 0 ? null : reports.reduce(together)
}

const together = (one: BehaviourReport, two: BehaviourReport): BehaviourReport => {
  const families = { ...one.families }
  for (const [family, count] of Object.entries(two.families)) families[family] = (families[family] ?? 0) + count
  return {
    compared: one.compared + two.compared,
    skipped: one.skipped + two.skipped,
    differences: one.differences + two.differences,
    families,
    examples: [...one.examples, ...two.examples].slice(0, 5),
    agreed: [...one.agreed, ...two.agreed].slice(0, 5),
    generatedInside: one.generatedInside || two.generatedInside,
  }
}
