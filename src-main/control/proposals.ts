/** What the generators propose for a metric as its files are now, and whether the same bytes were judged before. Tries nothing. */
import type { Proposal } from '../../src-shared/domain/candidate.ts'
import type { MetricDeclaration } from '../../src-shared/domain/manifest.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { generate } from '../pipeline/2-generate/generate.ts'
import { targetsOf } from '../pipeline/pipeline.ts'
import { readBeside } from '../project/imported-files.ts'
import type { SourceFile } from '../project/project.ts'
import { diffOf } from '../stores/diff-of.ts'
import { handOverRemarks } from './review/remarks.ts'
import type { Workspace } from './workspace.ts'

/** Trials per metric and session: the ranking has put the promising ones first. */
export const maxTrials = 3

/** Every file that a candidate may change, with its text: all that a generator sees. */
export const filesForGenerators = ({ project }: Pick<Workspace, 'project'>): readonly SourceFile[] =>
  project.changeableFiles().flatMap(path => {
    const source = project.read(path)
    return isRefused(source) ? [] : [source]
  })

/** Best first. Generated in a thread of its own; reviewers' remarks go along. @throws the signal's reason when it was stopped. */
export const proposalsFor = (
  workspace: Workspace,
  metric: MetricDeclaration,
  signal: AbortSignal,
  files: readonly SourceFile[] = filesForGenerators(workspace),
): Promise<readonly Proposal[]> => {
  if (!workspace.settings.toggle('generators.rule')) return Promise.resolve([])
  return generate(
    {
      files,
      imported: readBeside(workspace.project, targetsOf(metric), files),
      targets: targetsOf(metric),
      sizes: metric.benchmark.kind === 'function' ? metric.benchmark.sizes : [],
      ruleStats: workspace.stores.rules.list(workspace.project.id),
      remarks: handOverRemarks(workspace, metric),
      maxProposals: 2 * maxTrials,
    },
    { signal, ...workspace.paths.generator },
  )
}

/** Trials of the same bytes that ended without a judgement, through a crash or a cancel, before they count as tried: one of them may be why. */
const maxCutShort = 3

/** The same bytes were judged or decided before; only an unclear trial is worth repeating, and a few times one that was cut short. */
export const triedBefore = (workspace: Workspace, proposal: Proposal): boolean =>
  diffTriedBefore(workspace, diffOf(proposal.files).diffSha256)

export function diffTriedBefore({ stores, project }: Pick<Workspace, 'stores' | 'project'>, diffSha256: string): boolean {
  const verdicts = stores.candidates.withDiff(project.id, diffSha256).map(id => stores.evidence.summary(project.id, id)?.verdict)
  return (
    verdicts.some(verdict => verdict !== undefined && verdict !== 'inconclusive') ||
    verdicts.filter(verdict => verdict === undefined).length >= maxCutShort
  )
}
