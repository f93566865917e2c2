/** What the watch of the chosen modification asks, with what can be answered by whoever looks. Null where it asks nothing. */
import { useMemo, useState } from 'react'
import type { AskingWatch } from '../../src-shared/api/contract.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import type { Action } from '../keys/actions.ts'
import { oneLine } from '../ui/visible.ts'
import type { Asks } from './watch-asks.tsx'

export interface Asked {
  readonly asks: Asks | null
  /** Ids of all whose watches ask. */
  readonly all: ReadonlySet<string>
  /** Whose dialog is open. */
  readonly keeping: AskingWatch | null
  readonly actions: readonly Action[]
  close(): void
}

export const useAsked = (id: string | undefined): Asked => {
  const { transport } = useCore()
  const status = useQuery('status.get', {}).data
  const asking = useQuery('watches.asking', {}).data
  const all = useMemo(() => new Set(asking?.map(each => each.id)), [asking])
  const found = asking?.find(each => each.id === id)
  const [keeping, setKeeping] = useState<AskingWatch | null>(null)
  const looking = useDo()
  const mayKeep = found !== undefined && status?.mayApprove === true
  const mayLook = mayKeep && status.stopped === null && !looking.busy
  const keep = (): void => setKeeping(found ?? null)
  const lookAgain = (): void => {
    if (found === undefined) return
    looking.run(
      () => transport.call('watches.answer', { id: found.id, answer: 'look-again' }),
      () => `${oneLine(found.title, 100)} is looked at again.`,
    )
  }
  const group = 'This page'
  return {
    asks: found === undefined ? null : { ...found, mayKeep, mayLook, onKeep: keep, onLookAgain: lookAgain },
    all,
    keeping,
    close: () => setKeeping(null),
    actions: [
      { id: 'keep', label: 'Keep what a watch asks about', group, keys: ['a'], enabled: mayKeep, run: keep },
      { id: 'look-again', label: 'Let its watch look again', group, keys: ['l'], enabled: mayLook, run: lookAgain },
    ],
  }
}
