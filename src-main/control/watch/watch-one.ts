/**
 * The watch of one modification from its apply to the end of its fast lane: looks, keeps what was found, keeps the change, takes it
 * back, or asks a person. Everything is written before it goes on, so that it may end at any point and be taken up again.
 */
import { isRefused } from '../../../src-shared/errors.ts'
import { sleep } from '../../platform/ports.ts'
import type { StoredCandidate, WatchStatus } from '../../stores/stores.ts'
import { tellChanged } from '../review/tell-changed.ts'
import type { Workspace } from '../workspace.ts'
import { isUntouched, lookOnce, watchedMetrics, type Compare } from './look-once.ts'
import {
  afterLook,
  enterLane,
  firstStanding,
  laneText,
  standing as standingSchema,
  standingText,
  type Look,
  type Standing,
  type WatchRules,
} from './standing.ts'
import { takeBack } from './take-back.ts'
import { termsOf } from './terms.ts'

export interface OneWatch {
  readonly id: string
  readonly tell: (message: string) => void
  /** Of the first looks: false right after a trial. */
  readonly alsoTarget: boolean
  readonly signal: AbortSignal
  /** When the first look is over, or is to come later than now. */
  readonly onBegun: () => void
  readonly compare: Compare
}

const rulesOf = ({ settings }: Workspace): WatchRules => ({
  successes: settings.number('watch.successes'),
  failures: settings.number('watch.failures'),
  errors: settings.number('watch.errors'),
  intervalMs: settings.number('watch.intervalMs'),
  laneMs: settings.number('watch.fastLaneMs'),
  laneLooks: settings.number('watch.fastLaneLooks'),
})

export async function watchOne(workspace: Workspace, watched: OneWatch): Promise<void> {
  const { stores, project, clock } = workspace
  const { id, signal } = watched
  const put = (status: WatchStatus, detail: string, data: Standing, more: { nextMs?: number; asks?: boolean } = {}): void =>
    stores.watches.put(project.id, {
      candidateId: id,
      status,
      detail,
      data,
      nextMs: more.nextMs ?? null,
      asks: more.asks ?? false,
      updatedMs: clock.nowMs(),
    })
  const note = (action: string, detail: string): void => {
    stores.journal.append('check', { projectId: project.id, action, subject: id, detail }, clock.nowMs())
  }
  const inEffect = (): StoredCandidate | null => {
    const candidate = stores.candidates.get(project.id, id)
    return candidate?.state === 'applied' || candidate?.state === 'kept' ? candidate : null
  }
  const ask = (detail: string, now: Standing): void => {
    put('unclear', detail, now, { asks: true })
    note('watch-paused', `a person decides: ${detail}`)
    tellChanged(workspace, id)
  }

  let candidate = inEffect()
  const known = stores.watches.get(project.id, id)
  if (!candidate) {
    // Taken back by somebody else: there is nothing to go on with.
    if (known && stores.candidates.get(project.id, id)?.state === 'rolled-back')
      stores.watches.put(project.id, {
        ...known,
        ...(known.status === 'running' ? { status: 'none', detail: '' } : {}),
        nextMs: null,
      })
    return
  }
  const parsed = standingSchema.safeParse(known?.data)
  if (known?.status === 'degraded') return takeBack(workspace, id, known.detail, known.data)
  // Said to be fine, and the end came before it was kept.
  if (known?.status === 'fine' && candidate.state === 'applied') keep(workspace, id)
  if (known?.status === 'fine' && parsed.data?.lane == null) {
    stores.watches.put(project.id, { ...known, nextMs: null })
    return
  }
  let now = parsed.success
    ? parsed.data
    : firstStanding(clock.nowMs() + workspace.settings.number('watch.initialDelayMs'), termsOf(workspace, id, clock.nowMs()))
  // A rollback by hand met a conflict half-way, and left it kept without a watch that had ended.
  if (candidate.state === 'kept' && now.lane === null) {
    const { nextMs } = now
    now = { ...enterLane(now, rulesOf(workspace), clock.nowMs()), nextMs }
  }
  let last = known?.status === 'fine' ? known.detail : ''

  for (;;) {
    const waitMs = now.nextMs - clock.nowMs()
    if (now.lane === null) put('running', standingText(now, clock.nowMs(), last), now, { nextMs: now.nextMs })
    if (waitMs > 0) {
      watched.onBegun()
      await sleep(workspace.after, waitMs, signal)
    }
    if (signal.aborted) return
    candidate = inEffect()
    if (!candidate) return
    if (now.lane && !isUntouched(workspace, candidate)) {
      const why = 'Its files were changed since; it is not looked at by itself any more.'
      note('watch', `over: ${why}`)
      return put('fine', why, now)
    }
    const look = await lookNow(candidate)
    if (signal.aborted || look === null || !inEffect()) return
    note('watch', `${look.finding}: ${look.detail}`)
    const after = afterLook(now, look, rulesOf(workspace), clock.nowMs())
    const { kind, detail } = after.meaning
    now = after.standing
    last = look.finding === 'error' ? look.detail : ''
    if (kind === 'ask') return ask(detail, now)
    if (kind === 'take-back') return takeBack(workspace, id, detail, now)
    if (kind === 'over') return put('fine', detail, now)
    if (kind === 'keep') {
      const rules = rulesOf(workspace)
      const goesOn = rules.laneMs > 0 && watchedMetrics(workspace, candidate, { ...now.terms, alsoTarget: true }).length > 0
      if (goesOn) {
        now = enterLane(now, rules, clock.nowMs())
        put('fine', laneText(detail, now, clock.nowMs()), now, { nextMs: now.nextMs })
      } else put('fine', detail, now, { nextMs: clock.nowMs() })
      keep(workspace, id)
      if (!goesOn) return put('fine', detail, now)
    } else if (now.lane) put('fine', laneText(detail, now, clock.nowMs()), now, { nextMs: now.nextMs })
    watched.onBegun()
  }

  /** Whatever stands in the way of a look is a look without an answer. Null: it was stopped. */
  async function lookNow(subject: StoredCandidate): Promise<Look | null> {
    const request = {
      guardrails: now.terms.guardrails,
      alsoTarget: watched.alsoTarget || now.lane !== null,
      light: now.lane !== null,
      signal,
      tell: (message: string) => {
        work.tell(message)
        watched.tell(message)
      },
    }
    const work = workspace.works.begin({ kind: 'watch', title: subject.proposal.title, total: 0, mayCancel: false })
    try {
      const result = await lookOnce(workspace, subject, request, watched.compare)
      if (signal.aborted) return null
      if (isRefused(result)) return { finding: 'error', detail: result.message.replace(/ Nothing was changed\.$/, '') }
      for (const { finding, detail } of result.dryRun) note('watch-dry-run', dryRunText(finding, detail))
      const told = result.dryRun.map(({ finding, detail }) => ` Dry run: ${dryRunText(finding, detail)}`).join('')
      return { finding: result.status, detail: `${result.detail}${told}` }
    } catch (error) {
      if (signal.aborted) return null
      workspace.log('error', 'a look failed', { id, error: String(error) })
      return {
        finding: 'error',
        detail: `The look could not be made: ${error instanceof Error ? error.message : String(error)}.`,
      }
    } finally {
      work.end()
    }
  }
}

const consequences = {
  fine: '',
  degraded: ' It would have taken the change back.',
  unclear: ' It would have left the decision to you.',
  error: ' It would have counted as a look without an answer.',
} as const
const dryRunText = (finding: keyof typeof consequences, detail: string): string => `${detail}${consequences[finding]}`

function keep({ stores, project, clock }: Workspace, id: string): void {
  stores.candidates.move(project.id, id, 'applied', 'kept', clock.nowMs(), 'its watch ended without a finding')
}
