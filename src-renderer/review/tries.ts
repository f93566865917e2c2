/**
 * Trials that were asked for from this window and have not ended: known as long as the window is open, whatever page is shown. What
 * comes of one is read from its session.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { Session } from '../../src-shared/domain/session.ts'
import { useCore } from '../data/context.tsx'

export interface Try {
  readonly sessionId: string
  readonly kind: 'part' | 'again'
  /** The candidate from which it was asked. */
  readonly from: string
  /** "2 of 3 hunks of Set instead of scan". */
  readonly what: string
}

/** A trial can end before the answer that names it has come. */
const endedEarly = new Map<string, Session>()
let tries: readonly Try[] = []
const listeners = new Set<() => void>()
const put = (next: readonly Try[]): void => {
  tries = next
  for (const listener of listeners) listener()
}
const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const addTry = (next: Try): void => put([...tries, next])

/** What the trial was about: a new candidate, the same one with new evidence, or nothing when it could not run. */
export const candidateOf = (session: Session, from: string): string | null => {
  const ids = session.rows.map(row => row.candidateId).filter(id => id !== null)
  return ids.find(id => id !== from) ?? ids[0] ?? null
}

/** `onEnd` is told once for each, also for those that ended while no page was looking. */
export const useTries = (onEnd: (ended: Try, session: Session) => void): readonly Try[] => {
  const { transport } = useCore()
  const ended = useEffectEvent((session: Session) => {
    const known = tries.find(t => t.sessionId === session.id)
    if (known === undefined || session.state === 'running') return
    put(tries.filter(t => t !== known))
    onEnd(known, session)
  })
  const asked = useSyncExternalStore(watch, () => tries)
  useEffect(() => {
    const look = (): void => {
      for (const { sessionId } of tries)
        transport.call('sessions.get', { id: sessionId }).then(
          session => ended(session),
          // Not reachable now: it is asked again with the next connection.
          () => {},
        )
    }
    const stops = [
      transport.subscribe('session.ended', session => {
        endedEarly.set(session.id, session)
        ended(session)
      }),
      transport.onConnection(connected => {
        if (connected) look()
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [transport])
  useEffect(() => {
    for (const { sessionId } of asked) {
      const session = endedEarly.get(sessionId)
      if (session !== undefined) ended(session)
    }
  }, [asked])
  return asked
}
