/**
 * The contract over HTTP: one POST per call, one stream of events. Reconnects by itself; a stream without a beat for 40 s counts as
 * broken, as behind a tunnel that died without closing.
 */
import type { EventName } from '../../src-shared/api/contract.ts'
import { approvalProofHeader, CallError, callPath, eventsPath, pageKeyHeader, type Reply } from '../../src-shared/api/wire.ts'
import { tellKeyRefused } from './key.ts'
import { pageKeys, takePageKey } from './page-key.ts'
import type { CarriedTransport } from './proved.ts'
import { readEvents } from './read-events.ts'

const silenceMs = 40_000
const retryMs = 1000

const unreachable = (): CallError =>
  new CallError({
    code: 'internal',
    message: 'ASIS does not answer. Nothing was changed by this window.',
    next: 'It reconnects by itself; look whether `asis serve` still runs.',
  })

const post = async (method: string, input: unknown, proof: string | undefined): Promise<unknown> => {
  let response: Response
  try {
    response = await fetch(`${callPath}${method}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [pageKeyHeader]: pageKeys(),
        ...(proof === undefined ? {} : { [approvalProofHeader]: proof }),
      },
      body: JSON.stringify(input),
      credentials: 'same-origin',
    })
  } catch {
    throw unreachable()
  }
  if (response.status === 401) tellKeyRefused(true)
  const reply = (await response.json().catch(() => null)) as Reply | null
  if (reply === null) throw unreachable()
  if (!reply.ok) throw new CallError(reply.error)
  return reply.value
}

export const createHttpTransport = (): CarriedTransport => {
  takePageKey()
  const listeners = new Map<EventName, Set<(data: never) => void>>()
  const watchers = new Set<(connected: boolean) => void>()
  let connected = false
  let current: AbortController | null = null
  let silence: ReturnType<typeof setTimeout> | undefined

  const tell = (now: boolean): void => {
    if (now === connected) return
    connected = now
    for (const watcher of watchers) watcher(now)
  }
  const heard = (name: string, data: string): void => {
    tellKeyRefused(false)
    tell(true)
    clearTimeout(silence)
    silence = setTimeout(() => {
      tell(false)
      open()
    }, silenceMs)
    for (const listener of listeners.get(name as EventName) ?? []) listener(JSON.parse(data) as never)
  }
  const follow = async (own: AbortController): Promise<void> => {
    try {
      const headers = { [pageKeyHeader]: pageKeys() }
      const response = await fetch(eventsPath, { headers, credentials: 'same-origin', signal: own.signal })
      if (response.status === 401) tellKeyRefused(true)
      if (response.ok && response.body !== null)
        await readEvents(response.body, (name, data) => current === own && heard(name, data))
    } catch {
      // A broken line is as good as an end.
    }
  }
  /** One stream; again after a while when it ends. */
  const open = (): void => {
    current?.abort()
    const own = new AbortController()
    current = own
    void follow(own).then(() => {
      if (current !== own) return
      tell(false)
      setTimeout(() => current === own && open(), retryMs)
    })
  }

  return {
    call: (method, input, proof) => post(method, input, proof) as never,
    subscribe(event, listener) {
      const set = listeners.get(event) ?? new Set()
      set.add(listener)
      listeners.set(event, set)
      return () => set.delete(listener)
    },
    onConnection(listener) {
      watchers.add(listener)
      if (current === null) open()
      listener(connected)
      return () => watchers.delete(listener)
    },
  }
}
