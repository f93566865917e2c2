/** The core as the desktop window sees it, with the real one in a process of its own. */
import { fork } from 'node:child_process'
import type { EventName } from '../../../src-shared/api/contract.ts'
import { AsisError, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'
import type { FromCore, ToCore } from './core-wire.ts'

export interface CoreProcessOptions {
  /** The pinned Node, not Electron. */
  readonly node: string
  /** `core-process.ts`. */
  readonly script: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Told once when the process ends without having been asked to. */
  readonly onLost: () => void
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: AsisError): void
}

const lost = (): AsisError =>
  new AsisError('internal', 'The core of ASIS has ended. What it had begun is closed at the next start.')

export const startCoreProcess = (options: CoreProcessOptions): Promise<Core | Refused> => {
  const child = fork(options.script, [...options.args], {
    execPath: options.node,
    execArgv: [],
    env: options.env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const waiting = new Map<number, Waiting>()
  const listeners = new Map<EventName, Set<(data: never) => void>>()
  let lastId = 0
  let ended = false
  let closing = false
  let opened = false
  const gone = new Promise<void>(resolve => child.once('close', () => resolve()))
  const send = (message: ToCore): void => {
    if (child.connected) child.send(message)
  }

  const core: Core = {
    call: (method, input, scope) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(lost())
        lastId += 1
        waiting.set(lastId, { resolve: resolve, reject })
        return send({ kind: 'call', id: lastId, method, input, scope })
      }),
    subscribe(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => set.delete(listener)
    },
    async close() {
      closing = true
      send({ kind: 'close' })
      await gone
    },
  }

  return new Promise(resolve => {
    child.on('message', (message: FromCore) => {
      if (message.kind === 'opened') {
        opened = message.refused === null
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
    child.once('error', () =>
      resolve(
        refuse('not-found', `The core could not be started with ${options.node}.`, 'Run npm start, which sets the runtime up.'),
      ),
    )
    void gone.then(() => {
      ended = true
      for (const caller of waiting.values()) caller.reject(lost())
      waiting.clear()
      resolve(refuse('not-found', 'The core ended before it was open. Nothing was changed.', 'Run `asis doctor`.'))
      if (opened && !closing) options.onLost()
    })
  })
}
