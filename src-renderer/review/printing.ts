/** Whether the page is being printed now: by our command, by the browser's own, or by a test that looks at the printed page. */
import { useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'

const media = matchMedia('print')
let sinceMs = media.matches ? Date.now() : null

const watch = (listener: () => void): (() => void) => {
  // The sheet must be on the page before the browser lays it out.
  const begin = (): void => {
    sinceMs = Date.now()
    flushSync(listener)
  }
  const end = (): void => {
    sinceMs = null
    listener()
  }
  const change = (): void => (media.matches ? begin() : end())
  addEventListener('beforeprint', begin)
  addEventListener('afterprint', end)
  media.addEventListener('change', change)
  return () => {
    removeEventListener('beforeprint', begin)
    removeEventListener('afterprint', end)
    media.removeEventListener('change', change)
  }
}

/** Since when (epoch ms); null while it is not. */
export const usePrinting = (): number | null => useSyncExternalStore(watch, () => sinceMs)

export const printEvidence = (): void => window.print()
