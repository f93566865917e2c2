/**
 * The lines that travel between judge and job, and everything that makes one void. Strict on purpose: a job that answers
 * correctly has no reason to write anything but the one line it was asked for.
 */
import { maxFrameBytes } from '../sandbox.ts'

/** Deeper payloads would break whoever compares them recursively. */
export const maxDepth = 2000

/** U+2028 and U+2029 are escaped: line readers, Node's own among them, take them for the end of a line. */
export function encodeRequest(nonce: string, payload: unknown): Buffer {
  const text = JSON.stringify({ n: nonce, p: payload })
  return Buffer.from(`${text.replaceAll('\u2028', String.raw`\u2028`).replaceAll('\u2029', String.raw`\u2029`)}\n`)
}

export type Decoded = { readonly ok: true; readonly payload: unknown } | { readonly ok: false; readonly reason: string }

const invalid = (reason: string): Decoded => ({ ok: false, reason })
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** `line` without its line feed. */
export function decodeAnswer(line: Uint8Array, nonce: string): Decoded {
  if (line.length > maxFrameBytes) return invalid('The answer is longer than a frame may be.')
  let text: string
  try {
    text = utf8.decode(line)
  } catch {
    return invalid('The answer is not UTF-8.')
  }
  if (depthOf(text) > maxDepth) return invalid(`The answer is nested deeper than ${maxDepth} levels.`)
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return invalid('The answer is not JSON.')
  }
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) return invalid('The answer is not a frame.')
  const keys = Object.keys(frame)
  if (keys.length !== 2 || !Object.hasOwn(frame, 'n') || !Object.hasOwn(frame, 'p'))
    return invalid('The answer is not a frame of n and p.')
  const { n, p } = frame as { n: unknown; p: unknown }
  return n === nonce ? { ok: true, payload: p } : invalid('The answer carries the wrong nonce.')
}

/** Deepest nesting of brackets outside of strings, without building anything. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (inString) {
      if (unit === 0x5c) index++
      else if (unit === 0x22) inString = false
    } else if (unit === 0x22) inString = true
    else if (unit === 0x5b || unit === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (unit === 0x5d || unit === 0x7d) depth--
  }
  return deepest
}

/**
 * Collects bytes until a line is whole. `take` returns the line, undefined while it is incomplete, or `false` when what came
 * can no longer be one valid answer: too long, or more bytes after its end.
 */
export function lineCollector(): { take(chunk: Buffer): Buffer | undefined | false; reset(): void } {
  let chunks: Buffer[] = []
  let bytes = 0
  return {
    take: chunk => {
      const end = chunk.indexOf(0x0a)
      bytes += chunk.length
      if (bytes > maxFrameBytes + 1) return false
      chunks.push(chunk)
      if (end === -1) return undefined
      if (end !== chunk.length - 1) return false
      return Buffer.concat(chunks).subarray(0, -1)
    },
    reset: () => {
      chunks = []
      bytes = 0
    },
  }
}
