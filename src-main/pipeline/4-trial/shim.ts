/**
 * One box with the shim of split mode in it, and its answers checked. Everything that comes back is the claim of a process that a
 * candidate may own: what does not fit the protocol makes the run invalid, and nothing in it is ever run or assigned.
 */
import type { Stripped } from '../../languages/javascript/harness/stripped.ts'
import { strippedTexts } from '../../languages/javascript/stripped-texts.ts'
import { z } from 'zod'
import type { Encoded } from '../../languages/javascript/harness/codec.ts'
import type { Call, Request, Source } from '../../languages/javascript/harness/protocol.ts'
import type { Box, End } from '../../sandbox/sandbox.ts'
import { forbiddenIn, type Forbidden } from '../../languages/javascript/harness/blocked.ts'
import { wantedIn } from '../../languages/javascript/wanted.ts'
import { neutralPlaces, harnessScript, treeMounts, type Tree, type TrialPorts } from './ports.ts'
import { drawWorlds, type BoxWorld } from './worlds.ts'

const encoded = z.object({ root: z.unknown(), nodes: z.array(z.array(z.unknown())) }) as unknown as z.ZodType<Encoded>
const name = z.string().max(2000)
const state = z.object({
  text: z.string(),
  large: z.object({ digest: z.string().max(64), objects: z.int(), parts: z.array(z.string().max(16)) }).nullable(),
  hidden: z.string(),
  classes: z.array(z.tuple([name, name, z.array(name)])),
  unseen: z.array(name).max(20),
})
const observation = z.object({
  kind: z.enum(['value', 'throw', 'timeout', 'too-large', 'bad-input', 'not-run']),
  async: z.boolean(),
  state: state.nullable(),
  shared: z.boolean(),
  trace: z.string().max(64),
  turns: z.boolean(),
  steady: z.boolean(),
  end: state.nullable(),
  moved: state.nullable(),
})
export type Observation = z.infer<typeof observation>
const changed = z.array(z.string().max(200)).max(20)
const loadAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), length: z.int().nullable(), changed }),
  z.object({
    ok: z.literal(false),
    error: z.string().max(2000),
    exports: z.array(z.string().max(500)).max(60),
    path: z.string().max(2000),
    changed,
  }),
])
const madeAnswer = z.object({
  inputs: z.array(
    z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), args: encoded, opaque: z.boolean() }),
      z.object({ ok: z.literal(false), error: z.string().max(2000) }),
    ]),
  ),
})
const probeAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), count: z.int().min(0) }),
  z.object({ ok: z.literal(false), error: z.string().max(2000) }),
])
const callsAnswer = z.object({
  results: z.array(
    z.object({
      first: observation,
      second: observation.nullable(),
      view: observation.nullable(),
      before: state.nullable(),
      blocked: z.enum(['code-from-text', 'proto']).nullable(),
      timed: z.boolean(),
    }),
  ),
  changed,
})
const offset = z.int().min(0)
const coveredAnswer = z.object({
  files: z.array(
    z.object({
      functions: z.array(
        z.object({
          name: z.string().max(2000),
          ranges: z.array(z.object({ start: offset, end: offset, met: z.boolean() })).max(100_000),
        }),
      ),
    }),
  ),
})
export type CallResult = z.infer<typeof callsAnswer>['results'][number]

export type ShimAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T; readonly elapsedMs: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'ended'; readonly end: End; readonly detail: string }
  | { readonly kind: 'invalid'; readonly reason: string }

export interface Shim {
  load(
    subject: { readonly file: string; readonly function: string; readonly replaceable?: readonly string[] } | null,
    inputs: string | null,
  ): Promise<ShimAnswer<z.infer<typeof loadAnswer>>>
  make(sources: readonly Source[], timeoutMs: number): Promise<ShimAnswer<z.infer<typeof madeAnswer>['inputs']>>
  /** How many argument lists the source of a probe holds. */
  probe(text: string, timeoutMs: number): Promise<ShimAnswer<z.infer<typeof probeAnswer>>>
  calls(calls: readonly Call[], timeoutMs: number): Promise<ShimAnswer<z.infer<typeof callsAnswer>>>
  /** For a box that counts: which blocks of these files (relative to the project) the calls since the last answer ran. */
  covered(files: readonly string[]): Promise<ShimAnswer<z.infer<typeof coveredAnswer>>>
  cpuMs(): number
  close(): Promise<void>
}

const loadTimeoutMs = 20_000
const coverageTimeoutMs = 5_000

export const endText = (end: End): string => {
  switch (end.kind) {
    case 'exited':
      return `the process ended by itself with exit code ${end.code}`
    case 'signalled':
      return `the process was ended by ${end.signal}`
    case 'limit':
      return `the process went over its ${end.limit} limit`
    case 'cancelled':
      return 'the run was cancelled'
    case 'not-started':
      return `the box could not be started: ${end.detail}`
  }
}

const strippedIn = async (tree: Tree, entries: readonly (string | null)[], root: string, ports: TrialPorts): Promise<Stripped> =>
  await strippedTexts(
    {
      dir: tree.dir,
      harness: { host: ports.harnessDir, box: neutralPlaces.harness },
      script: harnessScript(ports, 'strip'),
    },
    entries.filter(each => each !== null),
    root,
    ports,
  )

/** What a project needs beyond the plain box; tried only when its code says so. */
export interface Needs {
  /** Enums and namespaces: more than taking the types off, which costs a quarter of a second per box. */
  readonly transform: boolean
  /** Native addons or workers, which Node's own permissions forbid as a second belt. */
  readonly native: boolean
  /** Code made from text, and `__proto__`: forbidden by flags where the original works without. */
  readonly codeFromText: boolean
  readonly proto: boolean
}
export const noNeeds: Needs = { transform: false, native: false, codeFromText: false, proto: false }

export const needsOf = (forbidden: Forbidden): Partial<Needs> =>
  forbidden === 'proto' ? { proto: true } : { codeFromText: true }

const strictFlags = (needs: Needs): readonly string[] => [
  ...(needs.codeFromText ? [] : ['--disallow-code-generation-from-strings']),
  ...(needs.proto ? [] : ['--disable-proto=throw']),
]

/** The same and what this error of loading asks for; null when nothing would help. */
export const moreNeeds = (error: string, needs: Needs): Needs | null => {
  if (!needs.transform && /is not supported in (?:strip-only|type strip) mode/.test(error)) return { ...needs, transform: true }
  if (!needs.native && /Cannot load native addon|Access to this API has been restricted/.test(error))
    return { ...needs, native: true }
  const forbidden = forbiddenIn(error)
  const more = forbidden ? { ...needs, ...needsOf(forbidden) } : needs
  return more.codeFromText !== needs.codeFromText || more.proto !== needs.proto ? more : null
}

export interface ShimOptions {
  readonly world: BoxWorld
  /** Code from text and `__proto__` are forbidden, as far as `needs` allows. Can be seen, so not in a plain world. */
  readonly strict: boolean
  /** Counts the blocks that run: see `coverage.ts`. */
  readonly counted: boolean
}

export const openShim = async (
  tree: Tree,
  ports: TrialPorts,
  needs: Needs = noNeeds,
  options: Partial<ShimOptions> = {},
): Promise<Shim> => {
  const { world = drawWorlds(ports.random).told, strict = false, counted = false } = options
  const box: Box = await ports.sandbox.open(
    {
      runtime: 'node',
      runtimeFlags: [
        '--no-warnings',
        // The right to look into private fields is given up before any code of the project is loaded. Without Node's permissions it needs none.
        ...(needs.native || world.guise ? [] : ['--allow-inspector', '--disable-sigusr1']),
        ...(needs.transform ? ['--experimental-transform-types'] : []),
        ...(strict ? strictFlags(needs) : []),
      ],
      argv: [harnessScript(ports, 'split', world)],
      mounts: treeMounts(tree, ports, world),
      env: world.env,
      forbidChildren: !needs.native,
      ...(world.guise ? { guise: world.guise } : {}),
      ...(tree.limits ? { limits: tree.limits } : {}),
    },
    ports.signal,
  )

  const ask = async <T>(request: Request, schema: z.ZodType<T>, timeoutMs: number): Promise<ShimAnswer<T>> => {
    const answer = await box.request(request, timeoutMs)
    switch (answer.kind) {
      case 'answer': {
        const read = schema.safeParse(answer.payload)
        if (read.success) return { kind: 'ok', value: read.data, elapsedMs: answer.elapsedMs }
        return { kind: 'invalid', reason: 'an answer did not fit the protocol' }
      }
      case 'invalid':
        return { kind: 'invalid', reason: answer.reason }
      case 'timeout':
        return { kind: 'timeout' }
      case 'ended':
        return { kind: 'ended', end: answer.result.end, detail: answer.result.stderr.slice(-2000) }
    }
  }

  return {
    load: async (subject, inputs) =>
      await ask(
        {
          op: 'load',
          world: world.inside,
          counted,
          stripped: await strippedIn(tree, [subject?.file ?? null, inputs], world.project, ports),
          subject: subject && {
            ...wantedIn(tree.dir, subject.file, subject.function),
            path: `${world.project}/${subject.file}`,
            replaceable: subject.replaceable ?? [],
          },
          inputs: inputs === null ? null : { path: `${world.project}/${inputs}`, name: 'default' },
        },
        loadAnswer,
        loadTimeoutMs,
      ),
    make: async (sources, timeoutMs) => {
      const answer = await ask({ op: 'make', sources }, madeAnswer, timeoutMs)
      if (answer.kind !== 'ok') return answer
      if (answer.value.inputs.length !== sources.length)
        return { kind: 'invalid', reason: 'an answer for each input was expected' }
      return { ...answer, value: answer.value.inputs }
    },
    probe: (text, timeoutMs) => ask({ op: 'probe', text }, probeAnswer, timeoutMs),
    calls: async (calls, timeoutMs) => {
      const answer = await ask({ op: 'calls', calls }, callsAnswer, timeoutMs)
      if (answer.kind !== 'ok') return answer
      if (answer.value.results.length !== calls.length) return { kind: 'invalid', reason: 'an answer for each call was expected' }
      return answer
    },
    covered: files =>
      ask({ op: 'covered', paths: files.map(file => `${world.project}/${file}`) }, coveredAnswer, coverageTimeoutMs),
    cpuMs: () => box.cpuMs(),
    close: async () => {
      await box.close()
    },
  }
}
