/** The core as the desktop window sees it, with the real one in a process of its own. */
import type { EventName } from '../../../src-shared/api/contract.ts'
import { AsisError, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'
import type { CoreChild } from './core-wire.ts'

interface Waiting {
  resolve(value: unknown): void
  reject(error: AsisError): void
}

const lost = (): AsisError =>
  new AsisError('internal', 'The core of ASIS has ended. What it had begun is closed when it starts again.')

/** `onLost`: told once when the process ends without having been asked to. */
export const connectCore = (child: CoreChild, onLost: () => void): Promise<Core | Refused> => {
  const waiting = new Map<number, Waiting>()
  const listeners = new Map<EventName, Set<(data: never) => void>>()
  let lastId = 0
  let ended = false
  let closing = false
  let opened = false

  const core: Core = {
    call: (method, input, scope, caller) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(lost())
        lastId += 1
        waiting.set(lastId, { resolve: resolve, reject })
        return child.send({ kind: 'call', id: lastId, method, input, scope, caller })
      }),
    subscribe(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => set.delete(listener)
    },
    async close() {
      closing = true
      child.send({ kind: 'close' })
      await child.gone
    },
  }

  return new Promise(resolve => {
    child.onMessage(message => {
      if (message.kind === 'opened') {
        opened = message.refused === null
        if (!opened) child.send({ kind: 'close' })
        return resolve(message.refused ?? core)
      }
      if (message.kind === 'event') {
        for (const listener of listeners.get(message.name) ?? []) listener(message.data as never)
        return undefined
      }
      const caller = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.kind === 'answer') caller?.resolve(message.value)
      else caller?.reject(new AsisError(message.code, message.message))
      return undefined
    })
    void child.gone.then(() => {
      ended = true
      for (const caller of waiting.values()) caller.reject(lost())
      waiting.clear()
      resolve(
        refuse(
          'not-found',
          `The core could not be started with ${child.name}, or ended before it was open. Nothing was changed.`,
          'Start ASIS again; in a checkout `asis doctor` says what is missing.',
        ),
      )
      if (opened && !closing) onLost()
    })
  })
}
