/**
 * Threads for the rewrite rules. One that has answered is kept for a while: it has the parser and the types of the language loaded, which takes it
 * longer than most answers.
 */
import { Worker } from 'node:worker_threads'
import type { WorkerData } from './request.ts'

const restMs = 20_000
const mostResting = 2

interface Thread {
  readonly worker: Worker
  readonly key: string
  /** Ends it when nobody came. */
  rest: NodeJS.Timeout | null
}
const resting: Thread[] = []

const leave = (thread: Thread): void => {
  const at = resting.indexOf(thread)
  if (at >= 0) resting.splice(at, 1)
  if (thread.rest !== null) clearTimeout(thread.rest)
  thread.rest = null
}

/** One that rests, or a new one. It keeps the process alive until it is given back or ended. */
export const takeThread = (url: URL, libraryFolder: string | null): Thread => {
  const key = `${url.href} ${libraryFolder ?? ''}`
  const known = resting.find(each => each.key === key)
  if (known) {
    leave(known)
    known.worker.ref()
    return known
  }
  const data: WorkerData = { libraryFolder }
  const worker = new Worker(url, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: 1024 } })
  const thread: Thread = { key, rest: null, worker }
  worker.once('exit', () => leave(thread))
  // Whoever asked hears of it; while it rests nobody does, and the next one begins afresh.
  worker.on('error', () => {})
  return thread
}

/** It answered, and may be asked again. */
export const giveBack = (thread: Thread): void => {
  if (resting.length >= mostResting) return void thread.worker.terminate()
  const { worker } = thread
  worker.unref()
  thread.rest = setTimeout(() => {
    leave(thread)
    void worker.terminate()
  }, restMs).unref()
  resting.push(thread)
}

export const endThread = async ({ worker }: Thread): Promise<void> => void (await worker.terminate())

/** Nobody asks any more. */
export const endRestingThreads = async (): Promise<void> => {
  for (let thread = resting[0]; thread; thread = resting[0]) {
    leave(thread)
    await endThread(thread)
  }
}
