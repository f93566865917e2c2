/**
 * A page that crashed or hangs is loaded again; the address says where it was, and what was decided is in the core, which goes on. A page
 * that keeps failing is not loaded for ever: then the operator is told.
 */
import type { BrowserWindow } from 'electron'
import type { Log } from '../../platform/ports.ts'

const timesPerMinute = 3

export interface RecoverOptions {
  readonly monotonicMs: () => number
  readonly log: Log
  /** Asked after the third time within a minute. True: once more. */
  readonly ask: () => Promise<boolean>
}

export const recoverPage = (window: BrowserWindow, { monotonicMs, log, ask }: RecoverOptions): void => {
  let times: number[] = []
  let asking = false
  const { webContents } = window
  const again = (reason: string): void => {
    if (window.isDestroyed() || asking) return
    log('error', 'the page was lost', { reason })
    times = times.filter(time => monotonicMs() - time < 60_000)
    if (times.length < timesPerMinute) {
      times.push(monotonicMs())
      webContents.reload()
      return
    }
    asking = true
    void ask().then(yes => {
      asking = false
      times = []
      if (yes && !window.isDestroyed()) webContents.reload()
    })
  }
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') again(reason)
  })
  // Ends as a crash does, and comes back on the same way.
  window.on('unresponsive', () => webContents.forcefullyCrashRenderer())
}
