/**
 * The second question about an input on which original and candidate differ while they live in different worlds: do they agree when both
 * live in the same one, in each of the two? Code that formats a date in local time or sorts by the locale does. A candidate that behaves
 * in one world only does not. The boxes for it are opened with the first such input and see every call that the others saw.
 */
import { nearlySame } from './near.ts'
import { nothing, sameOutcome, serves } from './outcomes.ts'
import type { Numbered, Outcome, Side, Stop } from './side.ts'

export type Judged =
  | { readonly kind: 'same' }
  /** The original itself is not the same twice there, or gives no answer. */
  | { readonly kind: 'unclear' }
  | { readonly kind: 'different'; readonly world: 'told' | 'plain'; readonly original: Outcome; readonly candidate: Outcome }

/** What the two main sides answered to one input. */
export interface Pair {
  readonly told: Outcome
  readonly plain: Outcome
}
type Pairs = ReadonlyMap<number, Pair>

export interface SameWorld {
  /** `batch`: what both main sides were just asked; `pairs`: their answers; `doubtful`: the numbers of those that differ. */
  judge(batch: readonly Numbered[], pairs: Pairs, doubtful: readonly number[]): Promise<ReadonlyMap<number, Judged> | Stop>
  /** The main sides began again: what they saw before counts no longer. */
  restart(): Promise<void>
  close(): Promise<void>
}

type Answers = ReadonlyMap<number, Outcome>

/** A box that has seen all calls so far. `Stop`: it wrote into the channel, or somebody cancelled. */
const follower = (open: () => Promise<Side>, history: readonly (readonly Numbered[])[]) => {
  let side: Side | null = null
  let seen = 0
  return {
    /** The answers to the newest batch. */
    async catchUp(): Promise<Answers | Stop> {
      side ??= await open()
      let answers: Answers = new Map()
      if (side.loaded.kind !== 'loaded') return answers
      for (; seen < history.length; seen += 1) {
        const batch = history[seen] ?? []
        const outcomes = await side.run(batch)
        if ('kind' in outcomes) return outcomes
        answers = new Map(batch.map(({ at }, index) => [at, outcomes[index] ?? nothing]))
      }
      return answers
    },
    async restart(): Promise<void> {
      seen = 0
      await side?.restart()
    },
    close: async (): Promise<void> => side?.close(),
  }
}

/** Alike as far as the world allows: where the clock is the machine's, two runs are not at the same time. */
const alike = (mine: Outcome, theirs: Outcome, { told: other }: Pair): boolean => {
  if (sameOutcome(mine, theirs)) return true
  if (mine.kind !== 'answered' || theirs.kind !== 'answered' || other.kind !== 'answered') return false
  return other.answer.timed && nearlySame(mine.answer, theirs.answer, other.answer)
}

export interface Openers {
  readonly candidateTold: () => Promise<Side>
  readonly originalPlain: () => Promise<Side>
  /** One more of those that the main side has. */
  readonly candidatePlain: () => Promise<Side>
}

export const openSameWorld = ({ candidateTold, originalPlain, candidatePlain }: Openers): SameWorld => {
  const history: (readonly Numbered[])[] = []
  const told = follower(candidateTold, history)
  const plain = follower(originalPlain, history)
  const again = follower(originalPlain, history)
  const candidateAgain = follower(candidatePlain, history)
  let needed = false

  return {
    judge: async (batch, pairs, doubtful) => {
      history.push(batch)
      if (doubtful.length === 0 && !needed) return new Map()
      needed = true
      const [inTold, inPlain] = [await told.catchUp(), await plain.catchUp()]
      if ('kind' in inTold) return inTold
      if ('kind' in inPlain) return inPlain
      const judged = new Map<number, Judged>()
      const open: number[] = []
      for (const at of doubtful) {
        const pair = pairs.get(at) ?? { told: nothing, plain: nothing }
        const [mine, theirs] = [inPlain.get(at) ?? nothing, inTold.get(at) ?? nothing]
        if (!sameOutcome(pair.told, theirs))
          judged.set(at, { kind: 'different', world: 'told', original: pair.told, candidate: theirs }) // prettier-ignore
        else if (!serves(mine)) judged.set(at, { kind: 'unclear' })
        else if (alike(mine, pair.plain, pair)) judged.set(at, { kind: 'same' })
        else open.push(at)
      }
      if (open.length === 0) return judged
      // The last question: is the original alike when it is asked twice there? One that is not is no measure for any of these.
      const second = await again.catchUp()
      if ('kind' in second) return second
      const waverers = open.filter(at => {
        const pair = pairs.get(at) ?? { told: nothing, plain: nothing }
        return !alike(inPlain.get(at) ?? nothing, second.get(at) ?? nothing, pair)
      })
      const isTimed = (at: number): boolean => {
        const mine = pairs.get(at)?.told
        return mine?.kind === 'answered' && mine.answer.timed
      }
      // A pause of the machine in the middle of a call shows in what the call measured, once.
      const once = open.some(isTimed) ? await candidateAgain.catchUp() : new Map<number, Outcome>()
      if ('kind' in once) return once
      for (const at of open) {
        const pair = pairs.get(at) ?? { told: nothing, plain: nothing }
        const paused = (): boolean => alike(inPlain.get(at) ?? nothing, once.get(at) ?? nothing, pair)
        if (waverers.includes(at) || (isTimed(at) && (waverers.length > 0 || paused()))) judged.set(at, { kind: 'unclear' })
        else judged.set(at, { kind: 'different', world: 'plain', original: inPlain.get(at) ?? nothing, candidate: pair.plain })
      }
      return judged
    },
    restart: async () => {
      history.length = 0
      await Promise.all([told.restart(), plain.restart(), again.restart(), candidateAgain.restart()])
    },
    close: async () => {
      await Promise.all([told.close(), plain.close(), again.close(), candidateAgain.close()])
    },
  }
}
