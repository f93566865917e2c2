/**
 * Runs one measuring process in the sandbox and reads its one answer. Knows how a run can end badly and what that says about the
 * benchmark; knows nothing of statistics.
 */
import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FunctionBenchmark } from '../../src-shared/domain/manifest.ts'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import type { FaultAnswer } from '../languages/javascript/harness/ab-protocol.ts'
import { asksForCompiling, compileCopy } from '../languages/javascript/compiled/compile-copy.ts'
import { asProjectPaths, loadHint } from '../languages/javascript/load-hints.ts'
import type { Stripped } from '../languages/javascript/harness/stripped.ts'
import { strippedTexts } from '../languages/javascript/stripped-texts.ts'
import { strippedHarness } from '../languages/javascript/stripped-harness.ts'
import { whyNotStarted } from '../sandbox/not-started.ts'
import type { Job, Mount, Result } from '../sandbox/sandbox.ts'
import type { Ports, Subject } from './input.ts'

const sources = join(dirname(fileURLToPath(import.meta.url)), '../languages/javascript/harness')

/** Tests and commands of a checkout give no folder: then the harness is copied without its types once per process. */
let ownCopy: string | null = null
const harnessFolder = (ports: Ports): string => {
  if (ports.harnessDir !== undefined) return ports.harnessDir
  if (ownCopy === null || !existsSync(ownCopy)) {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'asis-harness-')))
    chmodSync(folder, 0o755)
    strippedHarness(sources, folder)
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    ownCopy = folder
  }
  return ownCopy
}

export type Script = 'ab' | 'ab-split' | 'level' | 'level-module' | 'compile' | 'strip'

/** Path in the box; the copy without types starts in a fifth of the time. */
export const scriptPath = (script: Script, ports: Ports): string =>
  existsSync(join(harnessFolder(ports), `${script}.mjs`)) ? `/h/${script}.mjs` : `/h/${script}.ts`

/**
 * How the project's TypeScript is read, found out at the first process: taking types off is enough for most of it; enums and parameter
 * properties need a transformation that costs a quarter of a second per process. One per measurement.
 */
export interface Typing {
  transform: boolean
  /** What boxes do not compile is compiled before, once for the copy in each of these folders; whether that brought anything. */
  readonly compiling: Map<string, Promise<boolean>>
  /** Folders for which that has ended. */
  readonly compiled: Set<string>
}
export const newTyping = (): Typing => ({ transform: false, compiling: new Map(), compiled: new Set() })
const needsTransform = (message: string): boolean => /is not supported in (?:strip-only|type strip) mode/.test(message)
export const typingFlags = ({ transform }: Typing): readonly string[] => [
  '--no-warnings',
  ...(transform ? ['--experimental-transform-types'] : []),
]

/** Concurrent compilation would be counted as the benchmark's CPU; a large young generation keeps collections out of blocks. */
export const measuringFlags = [
  '--no-concurrent-recompilation',
  '--min-semi-space-size=64',
  '--max-semi-space-size=64',
  '--expose-gc',
] as const

/** Least memory with which a measuring process can work: its young generation alone may take 200 MB. */
const leastMemoryBytes = 768 << 20

export const mountsOf = (subject: Subject, copies: readonly Mount[], ports: Ports): Mount[] => {
  const nearest = subject.nodeModules[0]
  return [
    { host: harnessFolder(ports), box: '/h' },
    ...copies,
    ...(nearest === undefined ? [] : [{ host: nearest, box: '/node_modules' }]),
  ]
}

const seconds = (ms: number): string => `${Number((ms / 1000).toPrecision(2))} s`

/** What a process was started with: processes run at the same time, and one of them may find out meanwhile how the others have to be started. */
export interface Started {
  readonly transform: boolean
  readonly compiled: ReadonlySet<string>
}
export const startedWith = ({ transform, compiled }: Typing): Started => ({ transform, compiled: new Set(compiled) })

/** After a fault: whether the copies now hold compiled what could not be loaded, so that another try is worth it. */
export const compileAfter = async (
  message: string,
  dirs: readonly string[],
  { benchmark }: Subject,
  ports: Ports,
  { compiling, compiled }: Typing,
  started: Started,
): Promise<boolean> => {
  if (!asksForCompiling(message) || benchmark.kind === 'command') return false
  const harness = { host: harnessFolder(ports), box: '/h' }
  let brought = false
  for (const dir of dirs) {
    if (started.compiled.has(dir)) continue
    let once = compiling.get(dir)
    if (!once) {
      once = compileCopy({ dir, harness, script: scriptPath('compile', ports) }, ports)
      compiling.set(dir, once)
    }
    brought = (await once) || brought
    compiled.add(dir)
  }
  return brought
}

/** After a fault: whether types now are transformed that the process could not take off. */
export const transformAfter = (message: string, typing: Typing, { transform }: Started): boolean => {
  if (transform || !needsTransform(message)) return false
  typing.transform = true
  return true
}

/** The TypeScript that a box will load for this benchmark out of the copy in `dir`, mounted at `root`. */
export const strippedFor = async (
  { file, inputs }: Pick<FunctionBenchmark, 'file' | 'inputs'>,
  dir: string,
  root: string,
  ports: Ports,
): Promise<Stripped> => {
  const harness = { host: harnessFolder(ports), box: '/h' }
  return await strippedTexts({ dir, harness, script: scriptPath('strip', ports) }, [file, inputs], root, ports)
}

/** Where the copies of the project are in a box. */
const copyPlaces: readonly string[] = ['/src', '/a', '/b']

/** What a run that did not exit by itself with code 0 says. `what`: "The benchmark of parse". Null: it ended well. */
export const refusalOf = (result: Result, limits: Subject['limits'], what: string): Refused | null => {
  const { end } = result
  const next = 'Run the benchmark by hand to see why; limits are set in asis.config.json.'
  const lastLine = result.stderr.trimEnd().split('\n').at(-1)?.slice(0, 300) ?? ''
  switch (end.kind) {
    case 'exited':
      if (end.code === 0) return null
      return refuse(
        'bad-benchmark',
        `${what} ended with exit code ${end.code}${lastLine && `: ${lastLine}`}. Nothing was changed.`,
        next,
      )
    case 'signalled':
      return refuse('bad-benchmark', `${what} was ended by ${end.signal}. Nothing was changed.`, next)
    case 'cancelled':
      return refuse('cancelled', 'The measurement was stopped. Nothing was changed.', 'Start it again when you want it.')
    case 'not-started':
      return whyNotStarted(end)
    case 'limit': {
      const wall = limits.wallMs === undefined ? '' : ` (${seconds(limits.wallMs)})`
      const cpu = limits.cpuMs === undefined ? '' : ` (${seconds(limits.cpuMs)})`
      const why = {
        wall: `did not end within its time limit${wall}`,
        cpu: `used more CPU time than its limit${cpu}`,
        memory: 'needs more memory than its limit',
        output: 'prints more than 1 MB',
        processes: 'starts more processes than its limit',
        disk: 'writes more than its limit',
      }[end.limit]
      return refuse('bad-benchmark', `${what} ${why}. Nothing was changed.`, next)
    }
  }
}

/** The JSON after the nonce, null when there is none. */
const answerIn = (stdout: string, nonce: string): unknown => {
  const line = stdout.split('\n').findLast(text => text.startsWith(`${nonce} `))
  if (line === undefined) return null
  try {
    return JSON.parse(line.slice(nonce.length + 1))
  } catch {
    return null
  }
}

export interface Asked<Answer> {
  readonly answer: Answer
  readonly result: Result
}

/** A fault in words for the operator; `side` is told only where two versions were compared. */
const faultRefusal = ({ message, side }: FaultAnswer, compared: boolean, what: string): Refused =>
  refuse(
    'bad-benchmark',
    `${what} cannot be used: ${asProjectPaths(message)}${compared && side === 1 ? ' (changed version)' : ''}. Nothing was changed.`,
    loadHint(message) ?? 'Correct the benchmark or its input generator in asis.config.json.',
  )

/** Runs `script` of the harness on `request`. */
export const ask = async <Request extends object, Answer extends { readonly kind: string }>(
  script: Exclude<Script, 'ab-split' | 'compile' | 'strip'>,
  request: Request,
  job: Pick<Job, 'mounts'> & { readonly runtimeFlags?: readonly string[]; readonly typing: Typing },
  subject: Subject,
  ports: Ports,
  what: string,
): Promise<Asked<Answer> | Refused> => {
  const nonce = Buffer.from(ports.random(16)).toString('hex')
  const started = startedWith(job.typing)
  const result = await ports.sandbox.run(
    {
      runtime: 'node',
      runtimeFlags: [...typingFlags(job.typing), ...(job.runtimeFlags ?? [])],
      argv: [scriptPath(script, ports)],
      mounts: job.mounts,
      stdin: JSON.stringify({ ...request, nonce }),
      limits: { ...subject.limits, memoryBytes: Math.max(subject.limits.memoryBytes ?? 0, leastMemoryBytes) },
    },
    ports.signal,
  )
  const refused = refusalOf(result, subject.limits, what)
  if (refused) return refused
  const answer = answerIn(result.stdout, nonce) as Answer | FaultAnswer | null
  if (answer === null) {
    return refuse(
      'bad-benchmark',
      `${what} ended the process before it was measured. Nothing was changed.`,
      'Remove process.exit from it.',
    )
  }
  if (answer.kind === 'fault') {
    const fault = answer as FaultAnswer
    const copies = (job.mounts ?? []).filter(({ box }) => copyPlaces.includes(box)).map(({ host }) => host)
    const again =
      (await compileAfter(fault.message, copies, subject, ports, job.typing, started)) ||
      transformAfter(fault.message, job.typing, started)
    return again ? await ask(script, request, job, subject, ports, what) : faultRefusal(fault, script === 'ab', what)
  }
  return { answer: answer as Answer, result }
}
