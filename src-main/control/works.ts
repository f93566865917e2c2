/** What runs beside the session: begun, told and ended by whoever does it, listed for whoever asks. Kept in memory: it dies with the program. */
import type { Work } from '../../src-shared/domain/work.ts'
import type { EventHub } from '../api/events.ts'
import type { Clock } from '../platform/ports.ts'

export interface WorkInHand {
  readonly id: number
  tell(message: string): void
  step(): void
  end(): void
}

export interface Works {
  /** @param work steps of `total`; 0 when they are not known. */
  begin(work: Pick<Work, 'kind' | 'title' | 'total' | 'mayCancel'>): WorkInHand
  /** Oldest first. */
  list(): Work[]
}

export function createWorks({ hub, clock }: { readonly hub: Pick<EventHub, 'emit'>; readonly clock: Clock }): Works {
  const running = new Map<number, Work>()
  let last = 0
  const list = (): Work[] => [...running.values()]
  const changed = (): void => hub.emit('works.changed', { works: list() })
  return {
    list,
    begin(work) {
      const id = ++last
      const set = (change: Partial<Work>): void => {
        const known = running.get(id)
        if (!known) return
        running.set(id, { ...known, ...change })
        changed()
      }
      running.set(id, { ...work, id, message: '', done: 0, startedMs: clock.nowMs() })
      changed()
      return {
        id,
        tell: message => set({ message }),
        step: () => set({ done: (running.get(id)?.done ?? 0) + 1 }),
        end() {
          if (running.delete(id)) changed()
        },
      }
    },
  }
}
