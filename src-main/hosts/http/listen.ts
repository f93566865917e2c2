/** Listens on both loopback addresses with one handler: both or none. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { refuse, isRefused, type Refused } from '../../../src-shared/errors.ts'
import { portOwner } from './port-owner.ts'

export interface Limits {
  /** For the whole request to arrive, and how often that is checked; ms. */
  readonly requestMs: number
  readonly checkMs: number
}
export const usualLimits: Limits = { requestMs: 30_000, checkMs: 5_000 }

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

export const open = (server: Server, where: object): Promise<string | null> =>
  new Promise(done => {
    const failed = (error: NodeJS.ErrnoException): void => done(error.code ?? 'unknown')
    server.once('error', failed)
    server.listen(where, () => {
      server.off('error', failed)
      done(null)
    })
  })
export const shut = (server: Server): Promise<void> =>
  new Promise(done => {
    if (!server.listening) return done()
    server.close(() => done())
    server.closeAllConnections()
  })

/** A machine without IPv6 has one loopback address only; that is not a port in use. */
const noSuchAddress = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT'])
/** A free port of one address may be taken on the other. */
const maxTries = 8

/** @param port 0: any that is free on both. `busy` names who has the port where that can be known. */
export async function listenOnLoopback(handler: RequestListener, port: number, limits: Limits): Promise<Listening | Refused> {
  const make = (): Server =>
    createServer(
      { requestTimeout: limits.requestMs, headersTimeout: limits.requestMs, connectionsCheckingInterval: limits.checkMs },
      handler,
    )
  for (let tries = 1; ; tries += 1) {
    const [four, six] = [make(), make()]
    const failed = await open(four, { port, host: '127.0.0.1' })
    if (failed !== null) return cannotOpen(port, failed)
    const address = four.address()
    const chosen = typeof address === 'object' && address !== null ? address.port : port
    const failedSix = await open(six, { port: chosen, host: '::1', ipv6Only: true })
    if (failedSix === null || noSuchAddress.has(failedSix))
      return { port: chosen, close: async () => void (await Promise.all([shut(four), shut(six)])) }
    await shut(four)
    if (port !== 0 || tries === maxTries) return cannotOpen(chosen, failedSix)
  }
}

function cannotOpen(port: number, code: string): Refused {
  const next = 'Name another one: asis serve --port 5001'
  if (code !== 'EADDRINUSE') return refuse('bad-input', `Port ${port} could not be opened (${code}). Nothing was started.`, next)
  const owner = portOwner(port)
  return refuse('busy', `Port ${port} is in use${owner === null ? '' : ` by ${owner}`}. Nothing was started.`, next)
}

export const closeAll = async (opened: readonly (Listening | Refused | null)[]): Promise<void> => {
  for (const each of opened) if (each !== null && !isRefused(each)) await each.close()
}
