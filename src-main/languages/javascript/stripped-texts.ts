/**
 * The TypeScript that boxes will load, with its types taken off once in a box of its own. What is not found here each box takes off by itself:
 * nothing but time hangs on it.
 */
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
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

const mostFiles = 150
const mostBytes = 1 << 20
const relativeImport = /\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"\n]{1,200})['"]/g
const endings = ['', '.ts', '.mts', '/index.ts']

const isTyped = (file: string): boolean => /\.m?ts$/.test(file) && !/\.d\.m?ts$/.test(file)

const textOf = (dir: string, file: string): string | null => {
  try {
    const absolute = path.join(dir, file)
    return statSync(absolute).isFile() ? readFileSync(absolute, 'utf8') : null
  } catch {
    return null
  }
}

/** POSIX relative paths of what `entries` reach through relative imports, as far as that is plain to see. */
export const reachedFrom = (dir: string, entries: readonly string[]): readonly string[] => {
  const found: string[] = []
  const seen = new Set<string>()
  let bytes = 0
  const waiting = [...entries]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || file.startsWith('..')) continue
    seen.add(file)
    const text = textOf(dir, file)
    if (text === null) continue
    bytes += text.length
    if (bytes > mostBytes || found.length >= mostFiles) break
    if (isTyped(file)) found.push(file)
    for (const [, specifier] of text.matchAll(relativeImport)) {
      const target = path.posix.join(path.posix.dirname(file), specifier!)
      for (const each of [target.replace(/\.(m?)js$/, '.$1ts'), ...endings.map(ending => target + ending)])
        if (textOf(dir, each) !== null) waiting.push(each)
    }
  }
  return found.sort()
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
  /** By `stateOf` a file. Null: it has to be taken as it is. */
  readonly texts: Map<string, string | null>
  underWay: Promise<void>
}
/** A file is another one when it was written again. */
const stateOf = (dir: string, file: string): string => {
  const { size, mtimeMs } = statSync(path.join(dir, file))
  return `${file} ${size} ${mtimeMs}`
}

/** By folder; copies are thrown away after a trial, so only the last ones are kept. */
const known = new Map<string, Known>()
const mostKnown = 12

const knownOf = (dir: string): Known => {
  const found = known.get(dir) ?? { texts: new Map(), underWay: Promise.resolve() }
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
  const files = reachedFrom(copy.dir, entries)
  if (files.length === 0) return []
  const of = knownOf(copy.dir)
  const { texts } = of
  const states = new Map(files.map(file => [file, stateOf(copy.dir, file)]))
  const made = of.underWay.then(async () => {
    const missing = files.filter(file => !texts.has(states.get(file)!))
    if (missing.length === 0) return
    const stripped = await strip(copy, missing, ports)
    // A box that was stopped says nothing of the files.
    if (!ports.signal?.aborted) for (const file of missing) texts.set(states.get(file)!, stripped.get(file) ?? null)
  })
  of.underWay = made.catch(() => {})
  await of.underWay
  return files.flatMap(file => {
    const text = texts.get(states.get(file)!)
    return typeof text === 'string' ? [[path.posix.join(root, file), text] as const] : []
  })
}
