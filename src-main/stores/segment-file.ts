/**
 * Archive files of the journal: one record on a line, as `exportLine` writes it, named by the SHA-256 of the whole file. Reads and writes one of
 * them; which records are in which is known elsewhere.
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readSync, readdirSync, rmSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { renameOver, syncFolder, type Step } from '../platform/durable-file.ts'
import { exportLine } from './journal-chain.ts'
import { ownJson } from './own-json.ts'
import type { StoredRecord } from './stores.ts'

export const archiveFolder = (home: string): string => join(home, 'asis_journal')
export const segmentName = (sha256: string): string => `${sha256}.jsonl`
/** Of a file in the folder of the archive; null for anything else. */
export const segmentHashOf = (name: string): string | null => /^([0-9a-f]{64})\.jsonl$/.exec(name)?.[1] ?? null

const chunkBytes = 64 << 10
const newline = 10

export interface Line {
  readonly text: string
  /** Where the next line begins. */
  readonly end: number
}

/** Lines from `offset` on, with their ends; what stands behind the last end is a line too. `seen`: every byte, in order. */
export function* linesOf(file: string, offset = 0, seen: (bytes: Buffer) => void = () => {}): Generator<Line> {
  const fd = openSync(file, 'r')
  try {
    let rest: Buffer = Buffer.alloc(0)
    for (let at = offset; ;) {
      const chunk = Buffer.allocUnsafe(chunkBytes)
      const count = readSync(fd, chunk, 0, chunkBytes, at)
      if (count === 0) break
      seen(chunk.subarray(0, count))
      rest = rest.length === 0 ? chunk.subarray(0, count) : Buffer.concat([rest, chunk.subarray(0, count)])
      at += count
      let from = 0
      for (let end = rest.indexOf(newline); end >= 0; end = rest.indexOf(newline, from)) {
        yield { text: rest.toString('utf8', from, end + 1), end: at - rest.length + end + 1 }
        from = end + 1
      }
      rest = rest.subarray(from)
    }
    if (rest.length > 0) yield { text: rest.toString('utf8'), end: -1 }
  } finally {
    closeSync(fd)
  }
}

/** Null when the line is not, letter for letter, what this program writes. */
export function recordOf(line: string): StoredRecord | null {
  try {
    const record = ownJson<StoredRecord>(line)
    return exportLine(record) === line ? record : null
  } catch {
    return null
  }
}

/** A file that is written beside and gets its name when it is whole and durable. */
export interface SegmentWriter {
  write(records: readonly StoredRecord[]): Promise<void>
  /** Answers its SHA-256 and size. */
  finish(): Promise<{ readonly sha256: string; readonly bytes: number }>
  /** Leaves nothing behind. */
  discard(): Promise<void>
}

export async function newSegment(folder: string, step: Step): Promise<SegmentWriter> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, 'segment.tmp')
  step('before segment')
  rmSync(temporary, { force: true })
  const handle: FileHandle = await open(temporary, 'wx', 0o600)
  const hash = createHash('sha256')
  let bytes = 0
  return {
    async write(records) {
      const text = Buffer.from(records.map(exportLine).join(''))
      hash.update(text)
      bytes += text.length
      await handle.appendFile(text)
      step('in segment')
    },
    async finish() {
      await handle.sync()
      await handle.close()
      step('segment is durable')
      const sha256 = hash.digest('hex')
      renameOver(temporary, join(folder, segmentName(sha256)), step)
      syncFolder(folder, step)
      return { sha256, bytes }
    },
    async discard() {
      await handle.close().catch(() => {})
      rmSync(temporary, { force: true })
    },
  }
}

/** Names of the files that are there. */
export const segmentsIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).filter(name => segmentHashOf(name) !== null) : []
