/** Calls in batches, and a side that is asked for one batch ahead of the others. */
import type { Case } from './case.ts'
import type { Numbered, Side } from './side.ts'

const batchSize = 50
/** What may be slow is asked in small groups: a batch without an answer is asked again one by one. */
const sizeOfBatch = (item: Case): number => (item.risky ? 1 : item.declared ? 4 : batchSize)

export function* batchesOf(cases: readonly Case[]): Generator<readonly Numbered[]> {
  let batch: Numbered[] = []
  for (const [at, item] of cases.entries()) {
    const before = batch[0]?.item
    if (before && (batch.length >= sizeOfBatch(before) || sizeOfBatch(item) !== sizeOfBatch(before))) {
      yield batch
      batch = []
    }
    batch.push({ item, at })
  }
  if (batch.length > 0) yield batch
}

/** A batch as far as it was asked, and what a side answered. */
export interface Asked {
  readonly runnable: readonly Numbered[]
  readonly answers: Awaited<ReturnType<Side['run']>>
  readonly tookMs: number
  /** Of the side, when it had answered. */
  readonly restarts: number
}

/** Asks for the next batch before somebody wants it. `ask` has to be left in peace meanwhile; one batch is under way at most. */
export const aheadOf = (batches: Iterator<readonly Numbered[], void>, ask: (batch: readonly Numbered[]) => Promise<Asked>) => {
  let batch: readonly Numbered[] | null = null
  let asked: Promise<Asked> | null = null
  const begin = (): void => {
    const { value, done } = batches.next()
    batch = done ? null : value
    asked = batch && ask(batch)
    // Whoever takes it sees what went wrong; nobody may take it any more.
    asked?.catch(() => {})
  }
  return {
    begin,
    /** Of the batch that was begun; null where there is none left. */
    take: async (): Promise<Asked | null> => await asked,
    /** The answers to the batch under way count no longer: it is asked again after `between`. */
    again: async (between: () => Promise<unknown>): Promise<void> => {
      await asked?.catch(() => {})
      await between()
      asked = batch && ask(batch)
      asked?.catch(() => {})
    },
    /** Nothing is under way any more. */
    end: async (): Promise<void> => void (await asked?.catch(() => {})),
  }
}
