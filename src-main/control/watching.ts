/**
 * The watch after an apply, in the background: guardrails that the change can reach are compared with the state before it; a
 * degraded one takes the change back, an unclear one leaves it to the operator. One watch per modification.
 */
import path from 'node:path'
import { rm } from 'node:fs/promises'
import type { Benchmark } from '../../src-shared/domain/manifest.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { canReach } from '../project/files-behind.ts'
import { watch } from '../pipeline/7-watch/watch.ts'
import { copyBoth } from './analysis.ts'
import { rollBack } from './decisions.ts'
import type { Workspace } from './workspace.ts'

export interface Watching {
  /** Starts one and returns. */
  begin(id: string): void
  /** Starts one right after its trial, or joins the running one, and waits for its end: the target itself was measured a moment ago. */
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

export function createWatching(workspace: Workspace): Watching {
  const { stores, project, clock, log } = workspace
  const running = new Map<string, { readonly abort: AbortController; readonly end: Promise<void> }>()

  const put = (candidateId: string, status: 'running' | 'fine' | 'degraded' | 'unclear', detail: string): void =>
    stores.watches.put(project.id, { candidateId, status, detail, data: null, updatedMs: clock.nowMs() })

  function start(id: string, tell: (message: string) => void, alsoTarget = true): Promise<void> {
    const known = running.get(id)
    if (known) return known.end
    // `resume` begins it.
    if (workspace.stop.refusal()) return Promise.resolve()
    const abort = new AbortController()
    const end = watchOne(id, tell, alsoTarget, abort.signal)
      .catch((error: unknown) => {
        if (abort.signal.aborted) return
        log('error', 'watch failed', { id, error: String(error) })
        put(id, 'unclear', 'The watch could not be finished; the change stays applied until you decide.')
      })
      .finally(() => running.delete(id))
    running.set(id, { abort, end })
    return end
  }

  async function watchOne(id: string, tell: (message: string) => void, alsoTarget: boolean, signal: AbortSignal): Promise<void> {
    const candidate = stores.candidates.get(project.id, id)
    if (candidate?.state !== 'applied') return
    const paths = candidate.proposal.files.map(file => file.path)
    const metrics = project.manifest.metrics
      .filter(
        metric =>
          (metric.guardrail || (alsoTarget && metric.id === candidate.metricId)) && canReach(project, metric.benchmark, paths),
      )
      .map(metric => ({ ...metric, benchmark: asReported(metric.benchmark) }))
    put(id, 'running', `watching ${metrics.length} metrics`)
    const sandbox = await workspace.sandbox()
    if (signal.aborted) return
    if (isRefused(sandbox)) return put(id, 'unclear', sandbox.message)
    const folder = path.join(workspace.sandboxFolder, `watch-${id}`)
    try {
      await rm(folder, { recursive: true, force: true })
      const [beforeDir, afterDir] = [path.join(folder, 'before'), path.join(folder, 'after')]
      const refused = await copyBoth(workspace, {
        beforeDir,
        overlay: new Map(candidate.proposal.files.map(file => [file.path, file.before])),
        afterDir,
      })
      if (signal.aborted) return
      if (refused) return put(id, 'unclear', refused.message)
      const result = await workspace.measuring(() =>
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
      if (signal.aborted) return
      if (isRefused(result)) return put(id, 'unclear', result.message)
      put(id, result.status, result.detail)
      stores.journal.append(
        'check',
        { projectId: project.id, action: 'watch', subject: id, detail: `${result.status}: ${result.detail}` },
        clock.nowMs(),
      )
      if (result.status === 'fine')
        stores.candidates.move(project.id, id, 'applied', 'kept', clock.nowMs(), 'its watch ended without a finding')
      if (result.status === 'degraded') {
        const refusedRollback = await rollBack(workspace, { id, by: 'watch', reason: result.detail, overwriteEdits: false })
        if (refusedRollback)
          put(id, 'degraded', `${result.detail} It could not be taken back by itself: ${refusedRollback.message}`)
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  return {
    begin: id => void start(id, () => {}),
    runAfterTrial: (id, tell) => start(id, tell, false),
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
        const status = stores.watches.get(project.id, id)?.status ?? 'none'
        if (status === 'none' || status === 'running') void start(id, () => {})
      }
    },
    async close() {
      for (const { abort } of running.values()) abort.abort()
      await Promise.all([...running.values()].map(watching => watching.end))
    },
  }
}
