/**
 * Launch links and the cookies they are exchanged for. A link works once, is known to this host only and dies with the token it was made
 * under; the cookie is good for later hosts of the same data folder too.
 */
import { createHmac } from 'node:crypto'
import type { RandomBytes } from '../../platform/ports.ts'
import type { CookieSeal } from './cookie-seal.ts'

export interface Tickets {
  /** A new one-time token for a launch link. */
  issue(): string
  /** The cookie's value, or null when the token was used, never given out, or made before the access token was replaced. */
  exchange(token: string): string | null
  accepts(cookie: string): boolean
}

/** More open links than anybody needs; the oldest goes first. */
const maxOpen = 16

export const createTickets = (random: RandomBytes, cookies: CookieSeal, accessToken: () => string | null): Tickets => {
  // By digest, so that finding one in the set tells nothing about the others by its time.
  const open = new Set<string>()
  const key = (text: string): string =>
    createHmac('sha256', accessToken() ?? '')
      .update(text)
      .digest('hex')
  return {
    issue() {
      const token = Buffer.from(random(32)).toString('base64url')
      open.add(key(token))
      for (const oldest of open) if (open.size > maxOpen) open.delete(oldest)
      return token
    },
    exchange: token => (open.delete(key(token)) ? cookies.seal() : null),
    accepts: cookies.accepts,
  }
}
