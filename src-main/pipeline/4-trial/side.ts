/**
 * One side of a comparison: a box that is asked in batches and replaced when it stops answering. When a batch gets no answer its
 * calls are asked again one by one, so that one endless input does not cost the others theirs.
 */
import type { Call, CoveredFile } from '../../languages/javascript/harness/protocol.ts'
import type { End } from '../../sandbox/sandbox.ts'
import type { Case } from './case.ts'
import { isCompiled } from '../../languages/javascript/compiled/compile-copy.ts'
import { compileAfter } from './compile-tree.ts'
import type { Tree, TrialPorts } from './ports.ts'
import type { BoxWorld } from './worlds.ts'
import { endText, moreNeeds, noNeeds, openShim, type CallResult, type Needs, type Shim, type ShimAnswer } from './shim.ts'

export type Outcome =
  | { readonly kind: 'answered'; readonly answer: CallResult }
  /** No answer: too slow, or the process died of it. */
  | { readonly kind: 'none'; readonly detail: string; readonly ownExit: boolean }
export interface Numbered {
  readonly item: Case
  readonly at: number
}
/** Who works on what the judge works with: nothing that was seen counts. */
export interface InvalidRun {
  readonly kind: 'invalid'
  readonly reason: string
}
export type Stop = InvalidRun | { readonly kind: 'cancelled' }
export type SideLoaded =
  /** `length`: of the function; null where it is not known. */
  | { readonly kind: 'loaded'; readonly length: number | null }
  | { readonly kind: 'failed'; readonly detail: string; readonly cancelled: boolean }
  | { readonly kind: 'invalid'; readonly detail: string; readonly cancelled: false }

export interface Side {
  readonly loaded: SideLoaded
  /** Null for calls that were not made any more, because one before got no answer and `giveUp` was asked for. */
  run(calls: readonly Numbered[], limitMs?: number): Promise<readonly (Outcome | null)[] | Stop>
  /** Wall time of all calls and restarts so far. */
  spentMs(): number
  /** CPU time of all boxes so far: what a budget counts, because a busy machine does not change it. */
  cpuMs(): number
  /** Built-in objects that are not what they were before the project's code ran. */
  changed(): readonly string[]
  restarts(): number
  needs(): Needs
  /** The text of this file that runs is another one: it was compiled. */
  isCompiled(file: string): boolean
  restart(): Promise<void>
  /** For a side that counts: what ran since the last time, or since it was started. Null when it does not say. */
  covered(files: readonly string[]): Promise<readonly CoveredFile[] | null>
  close(): Promise<void>
}
export interface SideRequest {
  readonly tree: Tree
  readonly file: string
  readonly function: string
  readonly inputs: string | null
  /** As in `Target`. */
  readonly replaceable: readonly string[]
  /** Null: found out by loading it. */
  readonly needs: Needs | null
  /** One call without an answer is enough: for the candidate, which owes one wherever the original gave one. */
  readonly giveUp: boolean
  readonly world: BoxWorld
  /** As in `ShimOptions`. */
  readonly strict: boolean
  readonly counted?: boolean
  /** Whether call number `at` gets its callbacks as they are. The same for every side of a comparison. */
  readonly isBare: (at: number) => boolean
}

const declaredLimitMs = 5_000
const ordinaryLimitMs = 300
const patientLimitMs = 3_000
const riskyLimitMs = 150
/** For what the limit inside cannot interrupt: built-in functions on huge lists. */
const graceMs = 600
const batchLimitMs = 4_000

/** A list of a hundred thousand has to cross the wall and back, which the limit of its call does not count. */
const carryMs = ({ source }: Call): number => {
  if (source.kind !== 'data') return 0
  const lengths = source.args.nodes.slice(0, 8).map(([, , , body]) => (Array.isArray(body) ? body.length : 0))
  return Math.max(0, ...lengths) / 40
}

export const toCall = ({ item, at }: Numbered, bare: boolean, limitMs?: number): Call => ({
  at,
  source: item.source,
  limitMs:
    limitMs ?? (item.patient ? patientLimitMs : item.risky ? riskyLimitMs : item.declared ? declaredLimitMs : ordinaryLimitMs),
  next: item.next,
  spoil: item.spoil,
  bare: bare && !item.mood,
  mood: item.mood ?? null,
})

/** No answer, in whatever way. */
export const isSilent = (outcome: Outcome): boolean => outcome.kind === 'none' || outcome.answer.first.kind === 'timeout'

const silent: Outcome = { kind: 'none', detail: 'no answer within the time limit', ownExit: false }
const ended = (end: End): Outcome => ({ kind: 'none', detail: endText(end), ownExit: end.kind === 'exited' })

export const openSide = async (request: SideRequest, ports: TrialPorts): Promise<Side> => {
  const changed = new Set<string>()
  let restarts = 0
  let spentMs = 0
  let closedCpuMs = 0
  let needs = request.needs ?? noNeeds
  let compiled = false
  let shim: Shim

  const start = async (): Promise<SideLoaded> => {
    shim = await openShim(request.tree, ports, needs, {
      world: request.world,
      strict: request.strict,
      counted: request.counted ?? false,
    })
    const answer = await shim.load(
      { file: request.file, function: request.function, replaceable: request.replaceable },
      request.inputs,
    )
    if (answer.kind === 'ok') for (const name of answer.value.changed) changed.add(name)
    if (answer.kind === 'ok' && answer.value.ok) return { kind: 'loaded', length: answer.value.length }
    if (answer.kind === 'ok' && !answer.value.ok) {
      if (!compiled && (await compileAfter(answer.value.error, request, ports))) {
        compiled = true
        await shim.close()
        return start()
      }
      const more = moreNeeds(answer.value.error, needs)
      // A candidate may need enums that the original does without, but nothing that a flag or a permission forbids.
      if (more && (!request.giveUp || more.transform !== needs.transform)) {
        needs = more
        await shim.close()
        return start()
      }
      const names = answer.value.exports.length > 0 ? `; exported: ${answer.value.exports.slice(0, 10).join(', ')}` : ''
      return { kind: 'failed', detail: answer.value.error + names, cancelled: false }
    }
    if (answer.kind === 'invalid') return { kind: 'invalid', detail: answer.reason, cancelled: false }
    if (answer.kind === 'ended' && answer.end.kind === 'exited') {
      return { kind: 'invalid', detail: `${endText(answer.end)} while it was loaded`, cancelled: false }
    }
    const detail =
      answer.kind === 'timeout' ? 'loading did not end within 20 seconds' : answer.kind === 'ended' ? endText(answer.end) : ''
    return { kind: 'failed', detail, cancelled: answer.kind === 'ended' && answer.end.kind === 'cancelled' }
  }

  const restart = async (): Promise<void> => {
    const beganMs = ports.clock.monotonicMs()
    restarts += 1
    closedCpuMs += shim.cpuMs()
    await shim.close()
    await start()
    spentMs += ports.clock.monotonicMs() - beganMs
  }

  const ask = async (calls: readonly Call[]): Promise<ShimAnswer<{ readonly results: readonly CallResult[] }>> => {
    const beganMs = ports.clock.monotonicMs()
    const grace = graceMs + calls.reduce((sum, call) => sum + carryMs(call), 0)
    const total = calls.reduce((sum, call) => sum + call.limitMs * (call.next ? 2 : 1), grace)
    const longest = Math.max(...calls.map(call => call.limitMs * 3))
    const answer = await shim.calls(calls, Math.min(total, Math.max(batchLimitMs, longest + grace)))
    spentMs += ports.clock.monotonicMs() - beganMs
    if (answer.kind === 'ok') for (const name of answer.value.changed) changed.add(name)
    return answer
  }

  const alone = async (numbered: Numbered, limitMs?: number): Promise<Outcome | Stop> => {
    const answer = await ask([toCall(numbered, request.isBare(numbered.at), limitMs)])
    if (answer.kind === 'ok') return { kind: 'answered', answer: answer.value.results[0] as CallResult }
    if (answer.kind === 'invalid') return answer
    if (answer.kind === 'ended' && answer.end.kind === 'cancelled') return { kind: 'cancelled' }
    await restart()
    return answer.kind === 'timeout' ? silent : ended(answer.end)
  }

  /** One by one, each in patience. */
  const oneByOne = async (numbered: readonly Numbered[], limitMs?: number): Promise<readonly (Outcome | null)[] | Stop> => {
    const outcomes: (Outcome | null)[] = []
    for (const item of numbered) {
      if (request.giveUp && outcomes.some(outcome => outcome && isSilent(outcome))) outcomes.push(null)
      else {
        const outcome = await alone(item, limitMs === undefined ? undefined : limitMs * 2)
        if (outcome.kind === 'invalid' || outcome.kind === 'cancelled') return outcome
        outcomes.push(outcome)
      }
    }
    return outcomes
  }

  const run = async (numbered: readonly Numbered[], limitMs?: number): Promise<readonly (Outcome | null)[] | Stop> => {
    if (numbered.length === 0) return []
    const answer = await ask(numbered.map(item => toCall(item, request.isBare(item.at), limitMs)))
    if (answer.kind === 'invalid') return answer
    if (answer.kind === 'ended' && answer.end.kind === 'cancelled') return { kind: 'cancelled' }
    if (answer.kind !== 'ok') {
      await restart()
      if (numbered.length === 1 && !request.giveUp) return [answer.kind === 'timeout' ? silent : ended(answer.end)]
      return oneByOne(numbered, limitMs)
    }
    const outcomes = answer.value.results.map((result): Outcome => ({ kind: 'answered', answer: result }))
    const first = outcomes.findIndex(isSilent)
    // A late candidate is asked once more, alone and with more time, before it counts.
    if (request.giveUp && first >= 0) {
      const rest = await oneByOne(numbered.slice(first), limitMs)
      return 'kind' in rest ? rest : [...outcomes.slice(0, first), ...rest]
    }
    const unasked = outcomes.findIndex(outcome => outcome.kind === 'answered' && outcome.answer.first.kind === 'not-run')
    if (unasked < 0) return outcomes
    const rest = await run(numbered.slice(unasked), limitMs)
    return 'kind' in rest ? rest : [...outcomes.slice(0, unasked), ...rest]
  }

  const loaded = await start()
  return {
    loaded,
    run,
    spentMs: () => spentMs,
    cpuMs: () => closedCpuMs + shim.cpuMs(),
    changed: () => [...changed],
    restarts: () => restarts,
    needs: () => needs,
    isCompiled: file => isCompiled(request.tree.dir, file),
    restart,
    covered: async files => {
      const answer = await shim.covered(files)
      return answer.kind === 'ok' ? answer.value.files : null
    },
    close: () => shim.close(),
  }
}
