/**
 * When to kill. A moment is named after what has just been heard of; the time after it is random, so that it falls into what follows. Seeded:
 * the same seed chooses the same moments (what the machine is at then is its own affair).
 */
import type { Heard } from './host.ts'

export const moments = [
  'start',
  'measure',
  'generate',
  'verify',
  'trial',
  'approve',
  'apply',
  'applied',
  'watch',
  'rollback',
  'by-hand',
  'any-time',
] as const
export type Moment = (typeof moments)[number]

/** How long after it, ms at most. An apply or a rollback takes some milliseconds; hearing of it and killing takes its own. */
export const withinMs: Readonly<Record<Moment, number>> = {
  start: 900,
  measure: 2000,
  generate: 150,
  verify: 60,
  trial: 4000,
  approve: 4,
  apply: 4,
  applied: 60,
  watch: 3000,
  rollback: 4,
  'by-hand': 25,
  'any-time': 12_000,
}

/** The name of what was just heard; null: nothing that a kill waits for. */
export function momentOf({ name, data }: Heard): Exclude<Moment, 'start' | 'by-hand' | 'any-time'> | null {
  if (name === 'session.progress') {
    const { stage } = data
    return stage === 'measure' || stage === 'generate' || stage === 'verify' || stage === 'trial' || stage === 'watch'
      ? stage
      : null
  }
  if (name !== 'journal.appended') return null
  const { kind, action } = data
  if (kind === 'decision' && action.startsWith('approve')) return 'approve'
  if (action === 'apply') return kind === 'intent' ? 'apply' : 'applied'
  return kind === 'intent' && action.startsWith('rollback') ? 'rollback' : null
}

/** Every moment about equally often; the rare and short ones a little more. */
const weights: Readonly<Record<Moment, number>> = {
  start: 2,
  measure: 2,
  generate: 2,
  verify: 2,
  trial: 3,
  approve: 2,
  apply: 3,
  applied: 2,
  watch: 2,
  rollback: 4,
  'by-hand': 4,
  'any-time': 4,
}

export function chooseMoment(random: () => number): Moment {
  const total = moments.reduce((sum, each) => sum + weights[each], 0)
  let left = random() * total
  return moments.find(each => (left -= weights[each]) < 0) ?? 'any-time'
}
