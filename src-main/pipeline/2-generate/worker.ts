/** The thread in which proposals are made: one request in, one answer out. The parser would block the core for seconds. */
import { parentPort, workerData } from 'node:worker_threads'
import { readLibraries, useLibraryFolder } from '../../languages/javascript/program.ts'
import { propose } from './propose.ts'
import type { GenerateAnswer, GenerateRequest, WorkerData } from './request.ts'

function answer(request: GenerateRequest): GenerateAnswer {
  try {
    return { ok: true, proposals: propose(request) }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

const { libraryFolder } = workerData as WorkerData
if (libraryFolder !== null) useLibraryFolder(libraryFolder)
// Nobody may have asked yet: then it is done by the time somebody does.
readLibraries()
parentPort?.on('message', (request: GenerateRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  parentPort?.postMessage(answer(request))
})
