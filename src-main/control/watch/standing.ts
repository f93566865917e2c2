/**
 * Where a watch stands and what a look means for it: look again, keep, take back, ask a person. Pure, without clock and stores; what
 * is here is kept after every look, so that a restart goes on.
 */
import { z } from 'zod'
import type { Finding } from '../../pipeline/7-watch/watch.ts'

export const standing = z.object({
  successes: z.int().min(0),
  failures: z.int().min(0),
  /** Looks without an answer in a row. */
  errors: z.int().min(0).default(0),
  nextMs: z.int(),
  /** What whoever approved it asked for: not kept before, and these metrics must hold beside the guardrails. */
  terms: z
    .object({
      untilMs: z.int(),
      /** How long that was from its beginning: for a watch that starts over. */
      forMs: z.int().default(0),
      guardrails: z.array(z.string()),
    })
    .default({ untilMs: 0, forMs: 0, guardrails: [] }),
  /** Once it is kept: until when it is still looked at, and how long to wait after the next look. */
  lane: z.object({ untilMs: z.int(), gapMs: z.int() }).nullable().default(null),
})
export type Standing = z.infer<typeof standing>

export interface WatchRules {
  readonly successes: number
  readonly failures: number
  readonly errors: number
  readonly intervalMs: number
  readonly laneMs: number
  readonly laneLooks: number
}

/** What a look found, as far as it matters here. */
export interface Look {
  readonly finding: Finding
  readonly detail: string
}

export interface Meaning {
  readonly kind: 'again' | 'keep' | 'take-back' | 'ask' | 'over'
  readonly detail: string
}

export interface After {
  readonly meaning: Meaning
  readonly standing: Standing
}

/** An empty look takes a moment, and an interval of 0 must not become a busy loop. */
const leastWaitMs = 1000

export const firstStanding = (nextMs: number, terms: Standing['terms']): Standing => ({
  successes: 0,
  failures: 0,
  errors: 0,
  nextMs,
  terms,
  lane: null,
})

/** The same terms from now on: as long again, and never shorter than it was. */
export const termsAgain = (terms: Standing['terms'], nowMs: number): Standing['terms'] => ({
  ...terms,
  untilMs: Math.max(terms.untilMs, terms.forMs > 0 ? nowMs + terms.forMs : 0),
})

/** Each wait is twice the one before, and all of them together are the lane. */
export const enterLane = (now: Standing, { laneMs, laneLooks }: WatchRules, nowMs: number): Standing => {
  const gapMs = Math.max(leastWaitMs, Math.round(laneMs / (2 ** laneLooks - 1)))
  return { ...now, errors: 0, nextMs: nowMs + gapMs, lane: { untilMs: nowMs + laneMs, gapMs: 2 * gapMs } }
}

export const afterLook = (now: Standing, look: Look, rules: WatchRules, nowMs: number): After =>
  now.lane ? afterLaneLook(now, now.lane, look, rules, nowMs) : afterWatchLook(now, look, rules, nowMs)

const inARow = ({ detail }: Look, count: number): string =>
  `${detail} That was so in ${count} ${count === 1 ? 'look' : 'looks in a row'}; the change stays in effect until you decide.`

/** Good looks keep it, bad ones take it back, and what is neither asks. */
function afterWatchLook(now: Standing, look: Look, rules: WatchRules, nowMs: number): After {
  const { finding, detail } = look
  const then: Standing = {
    ...now,
    // A look without an answer is neither good nor bad: it does not break a row either.
    successes: finding === 'fine' ? now.successes + 1 : finding === 'error' ? now.successes : 0,
    failures: now.failures + (finding === 'degraded' ? 1 : 0),
    errors: finding === 'error' ? now.errors + 1 : 0,
    nextMs: nowMs + Math.max(leastWaitMs, rules.intervalMs),
  }
  const as = (kind: Meaning['kind'], why = detail): After => ({ standing: then, meaning: { kind, detail: why } })
  if (finding === 'unclear') return as('ask')
  if (then.errors >= rules.errors) return as('ask', inARow(look, then.errors))
  if (then.failures >= rules.failures) return as('take-back')
  if (then.successes >= rules.successes && nowMs >= then.terms.untilMs) return as('keep')
  return as('again')
}

/** It was good enough to be kept: one confirmed degradation takes it back, and only what stays without an answer asks. */
function afterLaneLook(now: Standing, lane: NonNullable<Standing['lane']>, look: Look, rules: WatchRules, nowMs: number): After {
  const { finding, detail } = look
  const unsure = finding === 'error' || finding === 'unclear'
  const then: Standing = {
    ...now,
    errors: unsure ? now.errors + 1 : 0,
    nextMs: Math.min(nowMs + lane.gapMs, Math.max(lane.untilMs, nowMs + leastWaitMs)),
    lane: { ...lane, gapMs: 2 * lane.gapMs },
  }
  const as = (kind: Meaning['kind'], why = detail): After => ({ standing: then, meaning: { kind, detail: why } })
  if (finding === 'degraded') return as('take-back')
  const over = nowMs >= lane.untilMs
  if (unsure && (over || then.errors >= rules.errors)) return as('ask', inARow(look, then.errors))
  return as(over ? 'over' : 'again')
}

const seconds = (ms: number): string =>
  ms >= 120_000 ? `${Math.round(ms / 60_000)} min` : `${Math.max(1, Math.ceil(ms / 1000))} s`

/** What the operator reads while it goes on. `last`: what the look before said of what it could not see. */
export function standingText(now: Standing, nowMs: number, last = ''): string {
  const { successes, failures, errors } = now
  const waitMs = now.nextMs - nowMs
  const when = waitMs > 0 ? `next one in ${seconds(waitMs)}` : 'looking now'
  const without = errors > 0 ? `, ${errors} without an answer${last ? `: ${last}` : ''}` : ''
  const looks = successes + failures > 0 ? `${successes} good and ${failures} bad looks so far` : 'no look yet'
  return `${errors > 0 && successes + failures === 0 ? 'no good or bad look yet' : looks}${without}; ${when}`
}

export const laneText = (detail: string, now: Standing, nowMs: number): string =>
  `${detail} Kept; looked at again in ${seconds(now.nextMs - nowMs)}.`
