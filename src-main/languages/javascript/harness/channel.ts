/** The box's end of the two pipes to the judge: one request line in, one answer line out, nothing in between. */
import { readSync, writeSync } from 'node:fs'

const requestFd = 8
const answerFd = 9
const exit = process.exit.bind(process)
const { parse, stringify } = JSON
const allocate = Buffer.allocUnsafe
const concat = Buffer.concat
const wait = Atomics.wait
const pause = new Int32Array(new SharedArrayBuffer(4))

const isAgain = (error: unknown): boolean => Reflect.get(Object(error) as object, 'code') === 'EAGAIN'

let rest = allocate(0)
/** Blocks: between requests nothing else in this process runs, no timer and no promise. */
const readLine = (): string | null => {
  for (;;) {
    const end = rest.indexOf(10)
    if (end >= 0) {
      const line = rest.toString('utf8', 0, end)
      rest = rest.subarray(end + 1)
      return line
    }
    const chunk = allocate(1 << 16)
    try {
      const count = readSync(requestFd, chunk, 0, chunk.length, null)
      if (count === 0) return null
      rest = concat([rest, chunk.subarray(0, count)])
    } catch (error) {
      if (!isAgain(error)) return null
      wait(pause, 0, 0, 1)
    }
  }
}
const writeLine = (line: string): void => {
  const bytes = Buffer.from(`${line}\n`)
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(answerFd, bytes, at)
    } catch (error) {
      if (!isAgain(error)) throw error
      wait(pause, 0, 0, 1)
    }
  }
}

/** Until the judge closes the pipe. `answer` must not throw. */
export const serve = async (answer: (request: unknown) => Promise<object>): Promise<void> => {
  for (let line = readLine(); line !== null; line = readLine()) {
    const frame = parse(line) as { readonly n: string; readonly p: unknown }
    const answered = stringify({ n: frame.n, p: await answer(frame.p) })
    try {
      writeLine(answered)
    } catch {
      // The pipe is gone: closed by the project's code, or the judge left.
      exit(1)
    }
  }
}
