/**
 * The TypeScript that boxes will load, with its types taken off once in a box of its own. What is not found here each box takes off by itself:
 * nothing but time hangs on it.
 */
import { statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { importClosure } from '../../project/import-closure.ts'
import type { Mount, Sandbox } from '../../sandbox/sandbox.ts'
import type { StripRequest } from './harness/strip.ts'
import type { Stripped } from './harness/stripped.ts'

export interface StripPorts {
  readonly sandbox: Sandbox
  readonly signal?: AbortSignal
}
/** A copy of ours, which does not change. `script`: path in the box of `strip` of the harness, which is mounted by `harness`. */
export interface CopyToStrip {
  readonly dir: string
  readonly harness: Mount
  readonly script: string
}

/** Beyond these each box takes types off by itself. */
const mostTexts = 150
const mostBytes = 1 << 20

const isTyped = (file: string): boolean => /\.m?ts$/.test(file) && !/\.d\.m?ts$/.test(file)

/** A file is another one when it was written again; null when it is none. */
const stateOf = (dir: string, file: string): string | null => {
  const found = statSync(path.join(dir, file), { throwIfNoEntry: false })
  return found?.isFile() ? `${file} ${found.size} ${found.mtimeMs}` : null
}

const answerShape = z.object({ files: z.array(z.object({ path: z.string(), text: z.string() })) })

const strip = async (
  { dir, harness, script }: CopyToStrip,
  files: readonly string[],
  ports: StripPorts,
): Promise<ReadonlyMap<string, string>> => {
  const request: StripRequest = { root: '/src', files }
  const result = await ports.sandbox.run(
    {
      runtime: 'node',
      runtimeFlags: ['--no-warnings'],
      argv: [script],
      mounts: [harness, { host: dir, box: '/src' }],
      stdin: JSON.stringify(request),
      forbidChildren: true,
      limits: { wallMs: 20_000, cpuMs: 20_000, outputBytes: 4 * mostBytes },
    },
    ports.signal,
  )
  if (result.end.kind !== 'exited' || result.end.code !== 0) return new Map()
  try {
    const answer = answerShape.parse(JSON.parse(result.stdout))
    return new Map(answer.files.filter(each => files.includes(each.path)).map(each => [each.path, each.text]))
  } catch {
    return new Map()
  }
}

interface Known {
  /** By entries, with the state of each: what they reach is looked for again only where a file was written. */
  readonly reached: Map<string, ReadonlyMap<string, string>>
  /** By state of the file. Null: it has to be taken as it is. */
  readonly texts: Map<string, string | null>
  underWay: Promise<void>
}

/** TypeScript that `entries` reach, with its state. */
const reachedFrom = ({ reached }: Known, dir: string, entries: readonly string[]): ReadonlyMap<string, string> => {
  const key = entries.join('\n')
  const before = reached.get(key)
  if (before && [...before].every(([file, state]) => stateOf(dir, file) === state)) return before
  const now = new Map<string, string>()
  let bytes = 0
  for (const file of importClosure(dir, entries).files) {
    const state = isTyped(file) ? stateOf(dir, file) : null
    if (state === null) continue
    bytes += Number(state.split(' ').at(-2))
    if (now.size >= mostTexts || bytes > mostBytes) break
    now.set(file, state)
  }
  reached.set(key, now)
  return now
}

/** By folder; copies are thrown away after a trial, so only the last ones are kept. */
const known = new Map<string, Known>()
const mostKnown = 12

const knownOf = (dir: string): Known => {
  const found = known.get(dir) ?? { reached: new Map(), texts: new Map(), underWay: Promise.resolve() }
  known.delete(dir)
  known.set(dir, found)
  for (const oldest of [...known.keys()].slice(0, -mostKnown)) known.delete(oldest)
  return found
}

/**
 * @param entries relative to the copy.
 * @param root of the copy in the box that will load them.
 */
export const strippedTexts = async (
  copy: CopyToStrip,
  entries: readonly string[],
  root: string,
  ports: StripPorts,
): Promise<Stripped> => {
  const of = knownOf(copy.dir)
  const { texts } = of
  const states = reachedFrom(of, copy.dir, entries)
  if (states.size === 0) return []
  const made = of.underWay.then(async () => {
    const missing = [...states].filter(([, state]) => !texts.has(state))
    if (missing.length === 0) return
    const stripped = await strip(
      copy,
      missing.map(([file]) => file),
      ports,
    )
    // A box that was stopped says nothing of the files.
    if (!ports.signal?.aborted) for (const [file, state] of missing) texts.set(state, stripped.get(file) ?? null)
  })
  of.underWay = made.catch(() => {})
  await of.underWay
  return [...states].flatMap(([file, state]) => {
    const text = texts.get(state)
    return typeof text === 'string' ? [[path.posix.join(root, file), text] as const] : []
  })
}
