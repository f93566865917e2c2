/**
 * Which intents a whole chain leaves open, counted while it is walked. The list of open ones stands beside the chain and is not signed: an intent that was
 * closed and is put into it again would be carried out a second time by the next start.
 */
import type { OpenIntent, StoredRecord } from './stores.ts'

interface Open {
  readonly seqs: number[]
  /** How many of them: an outcome names what it closes, not its number. */
  count: number
}

export interface IntentLedger {
  see(record: Pick<StoredRecord, 'kind' | 'seq' | 'projectId' | 'action' | 'subject'>): void
  /** The first intent of which the list says something else, and what; null: they are the same. */
  difference(listed: readonly OpenIntent[]): { readonly seq: number; readonly detail: string } | null
}

const keyOf = ({ projectId, action, subject }: Omit<OpenIntent, 'seq'>): string => JSON.stringify([projectId, action, subject])

export function intentLedger(): IntentLedger {
  const open = new Map<string, Open>()
  return {
    see(record) {
      if (record.kind !== 'intent' && record.kind !== 'outcome') return
      const key = keyOf(record)
      const known = open.get(key)
      if (record.kind === 'intent') {
        if (known) {
          known.seqs.push(record.seq)
          known.count += 1
        } else open.set(key, { seqs: [record.seq], count: 1 })
      } else if (known && (known.count -= 1) === 0) open.delete(key)
    },
    difference(listed) {
      const left = new Map([...open].map(([key, { count }]) => [key, count]))
      for (const intent of listed) {
        const key = keyOf(intent)
        const count = left.get(key) ?? 0
        if (count === 0 || !open.get(key)?.seqs.includes(intent.seq))
          return { seq: intent.seq, detail: `Record ${intent.seq} is no open intent, and the store says that it is one.` }
        if (count === 1) left.delete(key)
        else left.set(key, count - 1)
      }
      const [missing] = [...left.keys()].flatMap(key => open.get(key)?.seqs.slice(-1) ?? [])
      return missing === undefined
        ? null
        : {
            seq: missing,
            detail: `Record ${missing} is an intent without an outcome, and the store does not say that it is open.`,
          }
    },
  }
}
