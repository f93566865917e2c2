/** The only door between the page and the main process: one call, one stream of events. Built to one CommonJS file for the sandbox. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { callChannel, eventChannel, type Bridge, type Reply } from '../../../src-shared/api/wire.ts'

const bridge: Bridge = {
  call: (method, input, ...proof) => ipcRenderer.invoke(callChannel, method, input, ...proof) as Promise<Reply>,
  onEvent(listener) {
    const forward = (_event: IpcRendererEvent, name: string, data: unknown): void => listener(name, data)
    ipcRenderer.on(eventChannel, forward)
    return () => {
      ipcRenderer.off(eventChannel, forward)
    }
  },
}
contextBridge.exposeInMainWorld('asis', bridge)
