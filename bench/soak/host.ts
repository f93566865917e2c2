/** `asis serve` as a process group of its own, that can be talked to, listened to and killed. Knows nothing of what is checked. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandFile } from '../../scripts/setup/built-command.mjs'
import type { EventData, EventName, Input, Method, Output } from '../../src-shared/api/contract.ts'
import { callPath, eventsPath, type Reply, type WireError } from '../../src-shared/api/wire.ts'
import { descendantsOf, survivors } from './processes.ts'

const checkout = join(import.meta.dirname, '../..')

export interface Place {
  readonly home: string
  readonly root: string
  readonly port: number
}

export type Heard = { [E in EventName]: { readonly name: E; readonly data: EventData<E> } }[EventName]

/** Null: no answer came, because the host is gone. What was asked for may have happened or not. */
export type Answered<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError } | null

export interface Host {
  readonly url: string
  readonly launchUrl: string
  call<M extends Method>(method: M, input: Input<M>): Promise<Answered<Output<M>>>
  /** SIGKILL for the whole group. Answers what was left of it after some seconds: nothing, one hopes. */
  kill(): Promise<readonly number[]>
  readonly gone: Promise<void>
}

/** Decided once: what is built meanwhile changes nothing. */
const main = commandFile(checkout)

export interface Starting {
  readonly child: ChildProcess
  /** Rejected when it ends before it serves. */
  readonly ready: Promise<Host>
  kill(): Promise<readonly number[]>
}

export function startHost({ home, root, port }: Place, onEvent: (heard: Heard) => void): Starting {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', main, 'serve', '--json', '--approve', '--port', String(port), '--project', root],
    {
      // A group of its own: a kill takes what it has started along.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ASIS_HOME: home,
        ASIS_ROOT: checkout,
        NODE_COMPILE_CACHE: join(checkout, 'node_modules/.cache/asis'),
      },
    },
  )
  const gone = once(child, 'close').then(() => {})
  const stopListening = new AbortController()
  const kill = async (): Promise<readonly number[]> => {
    const { pid } = child
    if (pid === undefined) return []
    let known: ReturnType<typeof descendantsOf> = []
    try {
      // Looking for what it has started takes longer than an apply: it stands still from here on.
      process.kill(-pid, 'SIGSTOP')
      known = descendantsOf(pid)
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended by itself; whoever waits for it hears of that.
    }
    await gone
    stopListening.abort()
    return (await survivors(known)).map(each => each.pid)
  }

  let said = ''
  const { promise: ready, resolve, reject } = Promise.withResolvers<Host>()
  ready.catch(() => {})
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString()
    const launchUrl = /"launchUrl": "([^"]+)"/.exec(said)?.[1]
    if (launchUrl === undefined) return
    const url = `${new URL(launchUrl).origin}/`
    const token = readFileSync(join(home, 'access-token'), 'utf8').trim()
    void listen(url, token, onEvent, stopListening.signal)
    resolve({ url, launchUrl, call: caller(url, token), kill, gone })
  })
  void gone.then(() => reject(new Error(`asis serve ended by itself, code ${child.exitCode}: ${said}`)))
  return { child, ready, kill }
}

const caller = (url: string, token: string): Host['call'] => {
  const call = async (method: string, input: unknown): Promise<Answered<never>> => {
    try {
      const response = await fetch(`${url}${callPath.slice(1)}${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(input),
      })
      return (await response.json()) as Reply<never>
    } catch {
      return null
    }
  }
  return call as Host['call']
}

async function listen(url: string, token: string, onEvent: (heard: Heard) => void, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(`${url}${eventsPath.slice(1)}`, { headers: { authorization: `Bearer ${token}` }, signal })
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) {
        const [, name, data] = /^event: (\S+)\ndata: (.*)$/m.exec(event) ?? []
        if (name !== undefined && data !== undefined && name !== 'beat') onEvent({ name, data: JSON.parse(data) } as Heard)
      }
    }
  } catch {
    // The host is gone.
  }
}
