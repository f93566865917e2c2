/** Reviewers' remarks on their way to the generators: collected from the comments on earlier candidates, and written down. */
import { splitTarget } from '../../../src-shared/domain/target.ts'
import type { MetricDeclaration } from '../../../src-shared/domain/manifest.ts'
import type { LineComment } from '../../../src-shared/domain/review.ts'
import type { Remark } from '../../pipeline/2-generate/generate.ts'
import { targetsOf } from '../../pipeline/pipeline.ts'
import { linesOf } from '../../stores/one-hunk.ts'
import type { StoredCandidate } from '../../stores/stores.ts'
import type { Workspace } from '../workspace.ts'

/** The newest of a project; older ones were about code that is long gone. */
const mostComments = 200

/** On candidates for this metric, or on the files where its generators look; newest first, each once. Journalled when there are any. */
export function handOverRemarks(workspace: Workspace, metric: MetricDeclaration): readonly Remark[] {
  const { stores, project, clock } = workspace
  const paths = new Set(targetsOf(metric).map(target => splitTarget(target)[0]))
  const candidates = new Map<string, StoredCandidate | null>()
  const handed = new Map<string, { readonly comment: LineComment; readonly remark: Remark }>()
  for (const comment of stores.comments.recent(project.id, mostComments)) {
    const { candidateId, path, side, line, text } = comment
    if (!candidates.has(candidateId)) candidates.set(candidateId, stores.candidates.get(project.id, candidateId))
    const candidate = candidates.get(candidateId)
    const file = candidate?.proposal.files.find(each => each.path === path)
    if (!candidate || !file || (candidate.metricId !== metric.id && !paths.has(path))) continue
    const code = linesOf(file[side])[line - 1]?.replace(/\r?\n$/, '') ?? ''
    // A comment that went along with another try of the same bytes is the same remark.
    const key = JSON.stringify([path, side, line, code, text])
    if (!handed.has(key)) handed.set(key, { comment, remark: { path, side, line, code, text } })
  }
  const all = [...handed.values()]
  if (all.length > 0 && stores.access === 'write') {
    const which = all.map(({ comment }) => comment.id).join(', ')
    const detail = `${all.length} ${all.length === 1 ? 'remark goes' : 'remarks go'} to the generators: ${which}`
    stores.journal.append('note', { projectId: project.id, action: 'remarks', subject: metric.id, detail }, clock.nowMs())
  }
  return all.map(({ remark }) => remark)
}
