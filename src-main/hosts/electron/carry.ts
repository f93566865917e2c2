/** The two channels between the page and the core. Only the main frame of our own window is answered. */
import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron'
import { callChannel, eventChannel, type Reply } from '../../../src-shared/api/wire.ts'
import type { Core } from '../../core-types.ts'
import { accountName } from '../../platform/account.ts'
import type { Log } from '../../platform/ports.ts'
import { answer, eventNames, refusal } from '../reply.ts'
import { origin } from './pages.ts'

/** Ours means: the main frame of the window, showing our own pages. */
const isOurs = (event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean =>
  window !== null &&
  !window.isDestroyed() &&
  event.sender === window.webContents &&
  event.senderFrame !== null &&
  event.senderFrame === event.sender.mainFrame &&
  event.senderFrame.origin === origin

/** Returns the function that ends it. */
export const carry = (core: Core, window: () => BrowserWindow | null, log: Log): (() => void) => {
  ipcMain.handle(callChannel, async (event, method: unknown, input: unknown, proof: unknown): Promise<Reply> => {
    if (!isOurs(event, window())) {
      log('warn', 'call from a foreign frame refused')
      return refusal('forbidden', 'This page may not call ASIS. Nothing was done.', 'Use the window of ASIS.')
    }
    if (typeof method !== 'string')
      return refusal('bad-input', 'A call needs the name of a method. Nothing was done.', 'Update the client.')
    // That it is our window's own page is what a browser shows with its key.
    const way = {
      kind: 'page',
      holder: `window ${event.sender.id}`,
      ...(typeof proof === 'string' ? { proof } : {}),
    } as const
    return answer(core, method, input ?? {}, 'approve', log, { name: accountName(), way })
  })
  const stops = eventNames.map(name =>
    core.subscribe(name, data => {
      const target = window()
      if (target !== null && !target.isDestroyed()) target.webContents.send(eventChannel, name, data)
    }),
  )
  return () => {
    ipcMain.removeHandler(callChannel)
    for (const stop of stops) stop()
  }
}
