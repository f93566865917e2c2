/** The box's end of `ab-protocol.ts`: reads the request, answers once, and turns whatever is thrown into a one-line fault. */
import { readFileSync, writeSync } from 'node:fs'
import type { FaultAnswer } from './ab-protocol.ts'

/** A thrown fault: what to tell the operator about the benchmark. */
export interface Fault extends Error {
  readonly side: number | null
}
export const fault = (message: string, side: number | null = null): Fault =>
  Object.assign(new Error(message), { side, isFault: true })

const isFault = (error: unknown): error is Fault => error instanceof Error && 'isFault' in error

/** `TypeError: x is not a function`, first line, bounded. Never calls into the thrown value more than needed. */
export const describe = (thrown: unknown): string => {
  let text: string
  try {
    text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  } catch {
    text = 'a value that cannot be shown'
  }
  return text.split('\n', 1)[0]!.slice(0, 300)
}

/** Runs `work` on the request and ends the process. What the project leaves running cannot keep it alive. */
export const answerOnce = async <Request extends { readonly nonce: string }>(
  work: (request: Request) => Promise<object>,
): Promise<void> => {
  const request = JSON.parse(readFileSync(0, 'utf8')) as Request
  let answer: object
  try {
    answer = await work(request)
  } catch (error) {
    const reply: FaultAnswer = isFault(error)
      ? { kind: 'fault', side: error.side, message: error.message }
      : { kind: 'fault', side: null, message: describe(error) }
    answer = reply
  }
  const line = Buffer.from(`\n${request.nonce} ${JSON.stringify(answer)}\n`)
  for (let at = 0; at < line.length;) at += writeSync(1, line, at)
  process.exit(0)
}
