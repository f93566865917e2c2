/**
 * The core's events as Server-Sent Events to any number of pages. A page that does not read fast enough is cut off instead of
 * kept in memory: it reconnects by itself and reads the current state again.
 */
import type { ServerResponse } from 'node:http'
import type { Core } from '../../core-types.ts'
import { commonHeaders } from '../page.ts'
import { eventNames } from '../reply.ts'

const maxBufferedBytes = 1 << 20
/** Tabs of one browser, or programs with one token. */
const maxPerHolder = 16
export const eventStreamType = 'text/event-stream; charset=utf-8'

export interface EventStream {
  /** Whether this holder has as many open as anybody may. */
  isFull(holder: string): boolean
  /** @param mayStay asked before each event: whoever may not come in any more gets nothing more either. */
  add(response: ServerResponse, holder: string, mayStay: () => boolean): void
  readonly size: number
  close(): void
}

export const createEventStream = (core: Core, beatMs: number): EventStream => {
  const open = new Map<ServerResponse, { readonly holder: string; readonly mayStay: () => boolean }>()
  const send = (text: string): void => {
    for (const [response, { mayStay }] of open) {
      if (response.writableLength > maxBufferedBytes) response.destroy()
      else if (!mayStay()) response.end()
      else response.write(text)
    }
  }
  const unsubscribe = eventNames.map(name =>
    core.subscribe(name, data => {
      // JSON has no raw line breaks, so one data line is always enough.
      if (open.size > 0) send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    }),
  )
  // The beat lets the page notice a tunnel that died without closing.
  const beat = setInterval(() => send('event: beat\ndata: {}\n\n'), beatMs)
  beat.unref()
  return {
    isFull: holder => [...open.values()].filter(each => each.holder === holder).length >= maxPerHolder,
    add(response, holder, mayStay) {
      response.writeHead(200, {
        ...commonHeaders,
        'content-type': eventStreamType,
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      response.write('retry: 1000\nevent: beat\ndata: {}\n\n')
      open.set(response, { holder, mayStay })
      response.on('close', () => open.delete(response))
    },
    get size() {
      return open.size
    },
    close() {
      clearInterval(beat)
      for (const stop of unsubscribe) stop()
      for (const response of open.keys()) response.end()
      open.clear()
    },
  }
}
