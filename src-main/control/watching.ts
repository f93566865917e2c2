/**
 * The watch after an apply, in the background: guardrails that the change can reach are compared with the state before it; a
 * degraded one takes the change back, an unclear one leaves it to the operator. One watch per modification.
 */
import path from 'node:path'
import { rm } from 'node:fs/promises'
import { z } from 'zod'
import type { Benchmark } from '../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { canReach } from '../project/files-behind.ts'
import { watch, type WatchResult } from '../pipeline/7-watch/watch.ts'
import { sleep } from '../platform/ports.ts'
import { copyBoth } from './analysis.ts'
import { rollBack } from './decisions.ts'
import type { Workspace } from './workspace.ts'

export interface Watching {
  /** Starts one and returns. */
  begin(id: string): void
  /** Starts one right after its trial, or joins it, and waits for its first look if that comes now: the target was measured a moment ago. */
  runAfterTrial(id: string, tell: (message: string) => void): Promise<void>
  /** Ends one without a decision: the modification stays applied. */
  stop(id: string): Promise<void>
  /** Ends all of them without a decision, at once; `resume` goes on. */
  pause(): { readonly count: number; readonly ended: Promise<void> }
  /** Goes on with what a restart or an emergency stop interrupted. */
  resume(): void
  close(): Promise<void>
}

/** A metric's value is that of its largest size; the smaller ones were judged in the trial and shown to whoever approved. */
const asReported = (benchmark: Benchmark): Benchmark =>
  benchmark.kind === 'function' ? { ...benchmark, sizes: [Math.max(...benchmark.sizes)] } : benchmark

/** Where a watch stands; kept, so that a restart goes on. */
const standing = z.object({ successes: z.int().min(0), failures: z.int().min(0), nextMs: z.int() })
type Standing = z.infer<typeof standing>

const notTakenBack = 'It could not be taken back by itself'

interface Running {
  readonly abort: AbortController
  readonly end: Promise<void>
  /** When the first look is over, or is to come later than now. */
  readonly begun: Promise<void>
}

function runningDetail({ successes, failures }: Standing, waitMs: number): string {
  const looks = successes + failures > 0 ? `${successes} good and ${failures} bad looks so far` : 'no look yet'
  return waitMs > 0 ? `${looks}; next one in ${Math.ceil(waitMs / 1000)} s` : `looking now; ${looks}`
}

export function createWatching(workspace: Workspace): Watching {
  const { stores, project, clock, log, settings } = workspace
  const running = new Map<string, Running>()

  const put = (candidateId: string, status: 'running' | 'fine' | 'degraded' | 'unclear', detail: string, data?: Standing): void =>
    stores.watches.put(project.id, { candidateId, status, detail, data: data ?? null, updatedMs: clock.nowMs() })

  function start(id: string, tell: (message: string) => void, alsoTarget = true): Running | null {
    const known = running.get(id)
    if (known) return known
    // `resume` begins it.
    if (workspace.stop.refusal()) return null
    const abort = new AbortController()
    const { promise: begun, resolve: onBegun } = Promise.withResolvers<void>()
    const end = watchOne(id, tell, alsoTarget, abort.signal, onBegun)
      .catch((error: unknown) => {
        if (abort.signal.aborted) return
        log('error', 'watch failed', { id, error: String(error) })
        put(id, 'unclear', 'The watch could not be finished; the change stays applied until you decide.')
      })
      .finally(() => {
        running.delete(id)
        onBegun()
      })
    const entry = { abort, end, begun }
    running.set(id, entry)
    return entry
  }

  /** Looks until enough of them were good, or bad, or one is unclear. */
  async function watchOne(
    id: string,
    tell: (message: string) => void,
    alsoTarget: boolean,
    signal: AbortSignal,
    onBegun: () => void,
  ): Promise<void> {
    if (stores.candidates.get(project.id, id)?.state !== 'applied') return
    let now = standingOf(id)
    for (;;) {
      const waitMs = now.nextMs - clock.nowMs()
      put(id, 'running', runningDetail(now, waitMs), now)
      if (waitMs > 0) {
        onBegun()
        await sleep(workspace.after, waitMs, signal)
      }
      if (signal.aborted) return
      const result = await lookOnce(id, tell, alsoTarget, signal)
      if (signal.aborted || result === null) return
      if (isRefused(result)) return put(id, 'unclear', result.message)
      stores.journal.append(
        'check',
        { projectId: project.id, action: 'watch', subject: id, detail: `${result.status}: ${result.detail}` },
        clock.nowMs(),
      )
      now = {
        successes: result.status === 'fine' ? now.successes + 1 : 0,
        failures: now.failures + (result.status === 'degraded' ? 1 : 0),
        nextMs: clock.nowMs() + settings.number('watch.intervalMs'),
      }
      if (result.status === 'unclear') return put(id, 'unclear', result.detail)
      if (now.failures >= settings.number('watch.failures')) return takeBack(id, result.detail)
      if (now.successes >= settings.number('watch.successes')) {
        put(id, 'fine', result.detail)
        stores.candidates.move(project.id, id, 'applied', 'kept', clock.nowMs(), 'its watch ended without a finding')
        return
      }
      onBegun()
    }
  }

  function standingOf(id: string): Standing {
    const kept = standing.safeParse(stores.watches.get(project.id, id)?.data)
    if (kept.success) return kept.data
    return { successes: 0, failures: 0, nextMs: clock.nowMs() + settings.number('watch.initialDelayMs') }
  }

  async function takeBack(id: string, detail: string): Promise<void> {
    put(id, 'degraded', detail)
    const refused = await rollBack(workspace, { id, by: 'watch', reason: detail, overwriteEdits: false })
    if (refused) put(id, 'degraded', `${detail} ${notTakenBack}: ${refused.message}`)
  }

  /** Null when it is not applied any more. */
  async function lookOnce(
    id: string,
    tell: (message: string) => void,
    alsoTarget: boolean,
    signal: AbortSignal,
  ): Promise<WatchResult | Refused | null> {
    const candidate = stores.candidates.get(project.id, id)
    if (candidate?.state !== 'applied') return null
    const paths = candidate.proposal.files.map(file => file.path)
    const metrics = project.manifest.metrics
      .filter(
        metric =>
          (metric.guardrail || (alsoTarget && metric.id === candidate.metricId)) && canReach(project, metric.benchmark, paths),
      )
      .map(metric => ({ ...metric, benchmark: asReported(metric.benchmark) }))
    const sandbox = await workspace.sandbox()
    if (isRefused(sandbox) || signal.aborted) return isRefused(sandbox) ? sandbox : null
    const folder = path.join(workspace.sandboxFolder, `watch-${id}`)
    try {
      await rm(folder, { recursive: true, force: true })
      const [beforeDir, afterDir] = [path.join(folder, 'before'), path.join(folder, 'after')]
      const refused = await copyBoth(workspace, {
        beforeDir,
        overlay: new Map(candidate.proposal.files.map(file => [file.path, file.before])),
        afterDir,
      })
      if (refused || signal.aborted) return refused
      return await workspace.measuring(() =>
        watch(
          {
            metrics,
            beforeDir,
            afterDir,
            nodeModules: project.nodeModules,
            limits: project.manifest.limits,
            threshold: project.manifest.thresholds.rollback,
          },
          { sandbox, random: workspace.random, clock, harnessDir: workspace.harnessDir, signal, onProgress: tell },
        ),
      )
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  return {
    begin: id => {
      start(id, () => {})
    },
    async runAfterTrial(id, tell) {
      await start(id, tell, false)?.begun
    },
    async stop(id) {
      const known = running.get(id)
      known?.abort.abort()
      await known?.end
    },
    pause() {
      const ends = [...running.values()].map(({ abort, end }) => {
        abort.abort()
        return end
      })
      return { count: ends.length, ended: Promise.all(ends).then(() => {}) }
    },
    resume() {
      for (const { id } of stores.candidates.list(project.id, ['applied'], 500)) {
        const kept = stores.watches.get(project.id, id)
        const status = kept?.status ?? 'none'
        if (status === 'none' || status === 'running') start(id, () => {})
        // It was found to be worse, and the end came before it was taken back.
        else if (status === 'degraded' && kept && !kept.detail.includes(notTakenBack)) void takeBack(id, kept.detail)
      }
    },
    async close() {
      for (const { abort } of running.values()) abort.abort()
      await Promise.all([...running.values()].map(watching => watching.end))
    },
  }
}
