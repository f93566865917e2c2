/** Inside of the core's process: the way to the window, whichever of the two started it. */
import type { FromCore, ToCore, WindowPort } from './core-wire.ts'

/** What Electron puts on `process` in a utility process; typed here so that the core's process needs nothing of Electron. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: ToCore }) => void): unknown
  postMessage(message: FromCore): void
}

export const windowPort = (from: NodeJS.Process = process): WindowPort => {
  const port = (from as { readonly parentPort?: ParentPort | null }).parentPort
  if (port) {
    return {
      send: message => port.postMessage(message),
      onMessage: listener => void port.on('message', event => listener(event.data)),
      // Chromium ends its utility processes when the program ends; there is nobody to tell before.
      onGone: () => {},
    }
  }
  return {
    send: message => {
      if (from.connected) from.send?.(message)
    },
    onMessage: listener => void from.on('message', (message: ToCore) => listener(message)),
    onGone: listener => void from.on('disconnect', listener),
  }
}
