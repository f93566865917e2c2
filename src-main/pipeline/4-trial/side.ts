/**
 * One side of a comparison: a box that is asked in batches and replaced when it stops answering. When a batch gets no answer its
 * calls are asked again one by one, so that one endless input does not cost the others theirs.
 */
import type { Call } from '../../languages/javascript/harness/protocol.ts'
import type { Case } from './inputs.ts'
import type { Tree, TrialPorts } from './ports.ts'
import { endText, openShim, type CallResult, type Shim, type ShimAnswer } from './shim.ts'

export type Outcome =
  | { readonly kind: 'answered'; readonly answer: CallResult }
  /** No answer: too slow, or the process died of it. */
  | { readonly kind: 'none'; readonly detail: string; readonly ownExit: boolean }
export interface Numbered {
  readonly item: Case
  readonly at: number
}
export type Stop = { readonly kind: 'invalid'; readonly reason: string } | { readonly kind: 'cancelled' }
export type SideLoaded =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'failed'; readonly detail: string; readonly cancelled: boolean }
  | { readonly kind: 'invalid'; readonly detail: string; readonly cancelled: false }

export interface Side {
  readonly loaded: SideLoaded
  run(calls: readonly Numbered[]): Promise<readonly Outcome[] | Stop>
  /** Wall time of all calls so far. */
  spentMs(): number
  /** Built-in objects that are not what they were before the project's code ran. */
  changed(): readonly string[]
  restarts(): number
  restart(): Promise<void>
  close(): Promise<void>
}
export interface SideRequest {
  readonly tree: Tree
  readonly file: string
  readonly function: string
  readonly inputs: string | null
}

const declaredLimitMs = 5_000
const limitMs = 300
const graceMs = 3_000

const toCall = ({ item, at }: Numbered, patience: number): Call => ({
  at,
  source: item.source,
  limitMs: (item.declared ? declaredLimitMs : limitMs) * patience,
  next: item.next,
  spoil: item.spoil,
})

export const openSide = async (request: SideRequest, ports: TrialPorts): Promise<Side> => {
  const changed = new Set<string>()
  let restarts = 0
  let spentMs = 0
  let shim: Shim

  const start = async (): Promise<SideLoaded> => {
    shim = await openShim(request.tree, ports)
    const answer = await shim.load({ file: request.file, function: request.function }, request.inputs)
    if (answer.kind === 'ok') for (const name of answer.value.changed) changed.add(name)
    if (answer.kind === 'ok' && answer.value.ok) return { kind: 'loaded' }
    if (answer.kind === 'ok' && !answer.value.ok) {
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
    restarts += 1
    await shim.close()
    await start()
  }

  const ask = async (calls: readonly Call[]): Promise<ShimAnswer<{ readonly results: readonly CallResult[] }>> => {
    const beganMs = ports.clock.monotonicMs()
    const total = calls.reduce((sum, call) => sum + call.limitMs * (call.next ? 2 : 1), graceMs)
    const answer = await shim.calls(calls, Math.min(total, 30_000))
    spentMs += ports.clock.monotonicMs() - beganMs
    if (answer.kind === 'ok') for (const name of answer.value.changed) changed.add(name)
    return answer
  }

  const alone = async (numbered: Numbered): Promise<Outcome | Stop> => {
    const answer = await ask([toCall(numbered, 2)])
    if (answer.kind === 'ok') return { kind: 'answered', answer: answer.value.results[0] as CallResult }
    if (answer.kind === 'invalid') return answer
    if (answer.kind === 'ended' && answer.end.kind === 'cancelled') return { kind: 'cancelled' }
    await restart()
    if (answer.kind === 'timeout') return { kind: 'none', detail: 'no answer within the time limit', ownExit: false }
    return { kind: 'none', detail: endText(answer.end), ownExit: answer.end.kind === 'exited' }
  }

  const run = async (numbered: readonly Numbered[]): Promise<readonly Outcome[] | Stop> => {
    if (numbered.length === 0) return []
    const answer = await ask(numbered.map(item => toCall(item, 1)))
    if (answer.kind === 'ok') return answer.value.results.map(result => ({ kind: 'answered', answer: result }))
    if (answer.kind === 'invalid') return answer
    if (answer.kind === 'ended' && answer.end.kind === 'cancelled') return { kind: 'cancelled' }
    await restart()
    const outcomes: Outcome[] = []
    for (const item of numbered) {
      const outcome = await alone(item)
      if (outcome.kind === 'invalid' || outcome.kind === 'cancelled') return outcome
      outcomes.push(outcome)
    }
    return outcomes
  }

  const loaded = await start()
  return {
    loaded,
    run,
    spentMs: () => spentMs,
    changed: () => [...changed],
    restarts: () => restarts,
    restart,
    close: () => shim.close(),
  }
}
