/**
 * The contract over HTTP: one POST per call, one stream of events. Reconnects by itself; a stream without a beat for 40 s counts as
 * broken, as behind a tunnel that died without closing.
 */
import type { EventName, Transport } from '../../src-shared/api/contract.ts'
import { CallError, callPath, eventsPath, type Reply } from '../../src-shared/api/wire.ts'
import { tellKeyRefused } from './key.ts'

const silenceMs = 40_000
const retryMs = 2000

const unreachable = (): CallError =>
  new CallError({
    code: 'internal',
    message: 'ASIS does not answer. Nothing was changed by this window.',
    next: 'It reconnects by itself; look whether `asis serve` still runs.',
  })

const post = async (method: string, input: unknown): Promise<unknown> => {
  let response: Response
  try {
    response = await fetch(`${callPath}${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
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

/** An event source never says why it was refused: ask with a call, whose answer has a status. */
const askWhetherKnown = (): void => {
  post('status.get', {}).then(
    () => tellKeyRefused(false),
    () => {},
  )
}

export const createHttpTransport = (): Transport => {
  const listeners = new Map<EventName, Set<(data: never) => void>>()
  const watchers = new Set<(connected: boolean) => void>()
  let connected = false
  let source: EventSource | null = null
  let silence: ReturnType<typeof setTimeout> | undefined

  const tell = (now: boolean): void => {
    if (now === connected) return
    connected = now
    for (const watcher of watchers) watcher(now)
  }
  const forward = (event: EventName, target: EventSource): void =>
    target.addEventListener(event, message => {
      const data = JSON.parse(message.data as string) as never
      for (const listener of listeners.get(event) ?? []) listener(data)
    })
  const alive = (): void => {
    tellKeyRefused(false)
    tell(true)
    clearTimeout(silence)
    silence = setTimeout(() => {
      tell(false)
      open()
    }, silenceMs)
  }
  const open = (): void => {
    source?.close()
    const target = new EventSource(eventsPath)
    source = target
    target.addEventListener('open', alive)
    target.addEventListener('beat', alive)
    target.addEventListener('error', () => {
      tell(false)
      // The browser retries a broken stream; it gives up on a refused one.
      if (target.readyState !== EventSource.CLOSED || source !== target) return
      askWhetherKnown()
      setTimeout(() => source === target && open(), retryMs)
    })
    for (const event of listeners.keys()) forward(event, target)
  }

  return {
    call: (method, input) => post(method, input) as never,
    subscribe(event, listener) {
      const known = listeners.get(event)
      const set = known ?? new Set()
      set.add(listener)
      if (known === undefined) {
        listeners.set(event, set)
        if (source !== null) forward(event, source)
      }
      return () => set.delete(listener)
    },
    onConnection(listener) {
      watchers.add(listener)
      if (source === null) open()
      listener(connected)
      return () => watchers.delete(listener)
    },
  }
}
