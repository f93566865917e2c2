/**
 * What a person answers where a watch asks: keep the change, or look again. Neither touches a file; taking it back is `decisions.ts`. The
 * decision is written down before it has an effect: an end in between leaves a watch that still asks, and nothing that nobody decided.
 */
import { nameIn } from '../../../src-shared/domain/person.ts'
import { mayMove } from '../../../src-shared/domain/transitions.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import { notIn } from '../../pipeline/5-review/submit.ts'
import type { StoredCandidate, Watch } from '../../stores/stores.ts'
import { tellChanged } from '../review/tell-changed.ts'
import type { Watching } from '../watching.ts'
import type { Workspace } from '../workspace.ts'
import { isUntouched } from './look-once.ts'
import { firstStanding, standing, standingText, termsAgain } from './standing.ts'
import { termsOf } from './terms.ts'

export interface WatchAnswer {
  readonly id: string
  readonly answer: 'keep' | 'look-again'
  readonly by: string
  readonly reason?: string | undefined
}

interface Asked {
  readonly kind: 'asked'
  readonly candidate: StoredCandidate
  readonly watch: Watch
}

/** `stale-state`, `stale-file`, `stopped` or `not-found`: nothing was changed. */
export async function answerWatch(
  workspace: Workspace,
  watching: Pick<Watching, 'stop' | 'begin'>,
  request: WatchAnswer,
): Promise<Refused | null> {
  const first = askedBy(workspace, request)
  if (isRefused(first)) return first
  // What came to ask may still be on its last steps, and would be taken for the watch that is to begin.
  await watching.stop(request.id)
  const found = askedBy(workspace, request)
  if (isRefused(found)) return found
  if (request.answer === 'keep') keep(workspace, request, found)
  else lookAgain(workspace, request, found)
  tellChanged(workspace, request.id)
  // Over where it was kept.
  watching.begin(request.id)
  return null
}

/** Whether this may be answered now. Everything after it happens without a wait, so that it still holds. */
function askedBy(workspace: Workspace, { id, answer }: WatchAnswer): Asked | Refused {
  const { stores, project, stop } = workspace
  const candidate = stores.candidates.get(project.id, id)
  if (!candidate || !mayMove(candidate.state, 'rolling-back')) return notIn('in effect', { projectId: project.id, id }, stores)
  const watch = stores.watches.get(project.id, id)
  if (!watch?.asks)
    return refuse(
      'stale-state',
      `The watch of ${id} does not ask anything${watch?.status === 'running' ? ': it is still looking' : ''}. Nothing was changed.`,
      `See where it stands: asis show ${id}`,
    )
  if (answer === 'keep') return { kind: 'asked', candidate, watch }
  const stopped = stop.refusal()
  if (stopped) return stopped
  // What was kept before is looked at only as long as the files are what it made of them.
  if (candidate.state === 'kept' && !isUntouched(workspace, candidate))
    return refuse(
      'stale-file',
      `The files of ${id} were changed since, and a look would not see this change. Nothing was changed.`,
      `Keep it as it is, asis keep ${id}, or take it back, asis rollback ${id}.`,
    )
  return { kind: 'asked', candidate, watch }
}

const because = ({ reason }: WatchAnswer): string => (reason === undefined ? '' : `: ${reason}`)

function keep({ stores, project, clock }: Workspace, request: WatchAnswer, { candidate, watch }: Asked): void {
  const { id, by } = request
  const nowMs = clock.nowMs()
  const detail = `kept by ${by}${because(request)}; diff ${candidate.diffSha256}; its watch: ${watch.detail}`
  stores.journal.append('decision', { projectId: project.id, action: 'keep', subject: id, detail }, nowMs)
  const said = `kept by ${nameIn(by)}${because(request)}`
  if (candidate.state === 'applied') stores.candidates.move(project.id, id, 'applied', 'kept', nowMs, said)
  // What was found stays as it was found: a decision makes nothing fine.
  stores.watches.put(project.id, {
    ...watch,
    detail: `${watch.detail} Then ${said}`,
    nextMs: null,
    asks: false,
    updatedMs: nowMs,
  })
}

function lookAgain(workspace: Workspace, request: WatchAnswer, { watch }: Asked): void {
  const { stores, project, clock } = workspace
  const { id, by } = request
  const nowMs = clock.nowMs()
  const before = standing.safeParse(watch.data)
  const terms = before.success ? termsAgain(before.data.terms, nowMs) : termsOf(workspace, id, nowMs)
  // At once, whatever delay a watch begins with: somebody waits for it.
  const data = firstStanding(nowMs, terms)
  const detail = `looked at again by ${by}${because(request)}; its watch: ${watch.detail}`
  stores.journal.append('decision', { projectId: project.id, action: 'look-again', subject: id, detail }, nowMs)
  stores.watches.put(project.id, {
    candidateId: id,
    status: 'running',
    detail: standingText(data, nowMs),
    data,
    nextMs: data.nextMs,
    asks: false,
    updatedMs: nowMs,
  })
}
