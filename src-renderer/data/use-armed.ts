/**
 * Whether a dialog that decides something may still do it. Not after its core refused it for what became of its subject, not while the page is
 * not connected; and the address changed under it means that it is about something that is no longer shown.
 */
import { useEffect, useRef } from 'react'
import type { CallError } from '../../src-shared/api/wire.ts'
import { useStaleSince } from './context.tsx'

/** Asking the same again is answered the same: the dialog shows what is no more. */
const final: ReadonlySet<string> = new Set(['stale-state', 'stale-file', 'not-approved', 'not-found', 'not-proved'])

export interface Armed {
  readonly armed: boolean
  /** One sentence for whoever wonders about the button; null when it is armed, or the refusal says it. */
  readonly why: string | null
}

export const useArmed = (error: CallError | null, onClose: () => void): Armed => {
  const staleSince = useStaleSince()
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  }, [onClose])
  useEffect(() => {
    const away = (): void => close.current()
    addEventListener('hashchange', away)
    return () => removeEventListener('hashchange', away)
  }, [])
  if (staleSince !== null)
    return { armed: false, why: 'Not connected: nothing can be decided before the page is up to date again.' }
  return { armed: error === null || !final.has(error.code), why: null }
}
