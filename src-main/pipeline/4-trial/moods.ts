/** Which calls of a comparison get callbacks that fail, answer late, call the function again, are named otherwise, or answer otherwise than a declaration would let them. */
import type { Mood } from '../../languages/javascript/harness/mood.ts'
import type { Source } from '../../languages/javascript/harness/protocol.ts'
import type { Case } from './case.ts'

const failsAt = [1, 2, 3, 5, 8, 13]
const failsFrom = [1, 2, 4]
const turned: Mood = { kind: 'turned' }
const truthy: Mood = { kind: 'truthy' }
const named: Mood = { kind: 'named' }
const agains: readonly Mood[] = [1, 3].map(at => ({ kind: 'again', at }))
const mostSources = 8

/** `typed`: what a callback answers is declared, so `true` stays `true`. */
export const moodsFor = (typed: boolean): readonly Mood[] => [
  ...failsAt.map((at): Mood => ({ kind: 'fails', at })),
  ...failsFrom.map((at): Mood => ({ kind: 'fails-from', at })),
  turned,
  ...agains,
  named,
  ...(typed ? [] : [truthy]),
]

/** A draw for one more call: mostly none. */
export const drawnMood = (typed: boolean, random: () => number): Mood | null => {
  if (random() >= 0.25) return null
  const moods = moodsFor(typed)
  return moods[Math.floor(random() * moods.length)] ?? null
}

/** For inputs that stay in the box: in most of them it is a callback that does. */
export const moodyCases = (sources: readonly Source[], typed: boolean): readonly Case[] => {
  const step = Math.max(1, Math.floor(sources.length / mostSources))
  const some = sources.filter((_, at) => at % step === 0).slice(0, mostSources)
  return some.flatMap(source =>
    moodsFor(typed).map((mood): Case => ({
      family: 'edge',
      source,
      next: null,
      spoil: false,
      risky: false,
      declared: false,
      foreign: false,
      mood,
    })),
  )
}
