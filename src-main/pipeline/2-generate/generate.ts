/**
 * Stage 2 of 8: rewrite rules to candidates. Runs the rules in a thread of its own, so that nothing else waits for the parser,
 * and ends the thread when it is told to stop.
 */
import { Worker } from 'node:worker_threads'
import { AsisError } from '../../../src-shared/errors.ts'
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { GenerateAnswer, GenerateRequest, WorkerData } from './request.ts'

export type { GenerateRequest, Remark, RuleStat } from './request.ts'

export interface GeneratePorts {
  readonly signal?: AbortSignal
  /** Where the worker is in a packaged build; the source file beside this one otherwise. */
  readonly workerUrl?: URL
  /** Where TypeScript's `lib.*.d.ts` are in a packaged build; in the `typescript6` package otherwise. */
  readonly libraryFolder?: string
}

/**
 * @returns ranked proposals, best first; empty when no rule matches.
 * @throws AsisError `internal` when the generator itself fails; the signal's reason when it was stopped.
 */
export async function generate(request: GenerateRequest, ports: GeneratePorts = {}): Promise<readonly Proposal[]> {
  const { signal } = ports
  signal?.throwIfAborted()
  const worker = new Worker(ports.workerUrl ?? new URL('./worker.ts', import.meta.url), {
    workerData: { request, libraryFolder: ports.libraryFolder ?? null } satisfies WorkerData,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
  const onAbort = (): void => void worker.terminate()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const answer = await new Promise<GenerateAnswer>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', code => reject(new Error(`the generator's thread ended with code ${code}`)))
    })
    if (!answer.ok) throw new Error(answer.message)
    return answer.proposals
  } catch (cause) {
    signal?.throwIfAborted()
    throw new AsisError('internal', 'The rewrite rules failed. Nothing was changed.', { cause })
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}
