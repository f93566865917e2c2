/** Runs one call that changes something and says what came of it: done in one sentence, or refused with what to do next. */
import { notifications } from '@mantine/notifications'
import { useCallback, useState } from 'react'
import { CallError } from '../../src-shared/api/wire.ts'

export interface Doing {
  readonly busy: boolean
  readonly error: CallError | null
  /** `said` makes the sentence of success, null for none; `then` follows it. */
  run<T>(call: () => Promise<T>, said: (value: T) => string | null, then?: (value: T) => void): void
  clear(): void
}

export const closeButtonProps = { 'aria-label': 'Close' }

/** `inPlace`: the refusal is shown by the caller (in its dialog), not as a notice. */
export const useDo = (options: { readonly inPlace?: boolean } = {}): Doing => {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<CallError | null>(null)
  const inPlace = options.inPlace === true
  const run = useCallback(
    <T>(call: () => Promise<T>, said: (value: T) => string | null, then?: (value: T) => void): void => {
      setBusy(true)
      setError(null)
      call()
        .then(value => {
          const message = said(value)
          if (message !== null) notifications.show({ message, autoClose: 6000, withBorder: true, closeButtonProps })
          then?.(value)
        })
        .catch((problem: unknown) => {
          const known =
            problem instanceof CallError
              ? problem
              : new CallError({ code: 'internal', message: 'This window made a mistake.', next: 'Reload it.' })
          if (inPlace) setError(known)
          else
            notifications.show({
              title: known.message,
              message: known.next,
              color: 'red',
              autoClose: 12_000,
              withBorder: true,
              closeButtonProps,
            })
        })
        .finally(() => setBusy(false))
    },
    [inPlace],
  )
  const clear = useCallback(() => setError(null), [])
  return { busy, error, run, clear }
}
