/**
 * Stage 2 of 8: rewrite rules to candidates. Runs the rules in a thread of its own, so that nothing else waits for the parser,
 * and ends the thread when it is told to stop.
 */
import { AsisError } from '../../../src-shared/errors.ts'
import type { Proposal } from '../../../src-shared/domain/candidate.ts'
import type { GenerateAnswer, GenerateRequest } from './request.ts'
import { endThread, giveBack, takeThread } from './threads.ts'

export { endRestingThreads } from './threads.ts'

export type { GenerateRequest, Remark, RuleStat } from './request.ts'

export interface GeneratePorts {
  readonly signal?: AbortSignal
  /** Where the worker is in a packaged build; the source file beside this one otherwise. */
  readonly workerUrl?: URL
  /** Where TypeScript's `lib.*.d.ts` are in a packaged build; in the `typescript6` package otherwise. */
  readonly libraryFolder?: string
}

const threadFor = ({ workerUrl, libraryFolder }: Omit<GeneratePorts, 'signal'>): ReturnType<typeof takeThread> =>
  takeThread(workerUrl ?? new URL('./worker.ts', import.meta.url), libraryFolder ?? null)

/** Starts a thread for a question that comes soon, so that it has read what it needs by then. */
export const prepareToGenerate = (ports: Omit<GeneratePorts, 'signal'> = {}): void => giveBack(threadFor(ports))

/**
 * @returns ranked proposals, best first; empty when no rule matches.
 * @throws AsisError `internal` when the generator itself fails; the signal's reason when it was stopped.
 */
export async function generate(request: GenerateRequest, ports: GeneratePorts = {}): Promise<readonly Proposal[]> {
  const { signal } = ports
  signal?.throwIfAborted()
  const thread = threadFor(ports)
  const { worker } = thread
  const onAbort = (): void => void worker.terminate()
  signal?.addEventListener('abort', onAbort, { once: true })
  const listeners = new AbortController()
  try {
    const answer = await new Promise<GenerateAnswer>((resolve, reject) => {
      const once = <T>(event: string, then: (value: T) => void): void => {
        worker.once(event, then)
        listeners.signal.addEventListener('abort', () => void worker.off(event, then))
      }
      once('message', resolve)
      once('error', reject)
      once<number>('exit', code => reject(new Error(`the generator's thread ended with code ${code}`)))
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(request)
    })
    signal?.throwIfAborted()
    if (!answer.ok) throw new Error(answer.message)
    giveBack(thread)
    return answer.proposals
  } catch (cause) {
    await endThread(thread)
    signal?.throwIfAborted()
    throw new AsisError('internal', 'The rewrite rules failed. Nothing was changed.', { cause })
  } finally {
    listeners.abort()
    signal?.removeEventListener('abort', onAbort)
  }
}
