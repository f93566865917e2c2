/**
 * Launch links and the cookies they are exchanged for. A link works once, is made for one name and what this host allows, which its cookie then stands for,
 * is known to this host only and dies with the token it was made under; the cookie is good for later hosts of the same data folder too.
 */
import { createHmac } from 'node:crypto'
import type { Scope } from '../../../src-shared/api/contract.ts'
import type { RandomBytes } from '../../platform/ports.ts'
import type { Admission, CookieSeal } from './cookie-seal.ts'

export interface Tickets {
  /** A new one-time token for a launch link of this person. */
  issue(name: string): string
  /** The cookie's value, or null when the token was used, never given out, or made before the access token was replaced. */
  exchange(token: string): string | null
  /** Who was let in with it; null for none of ours. */
  admitted(cookie: string): Admission | null
}

/** More open links than anybody needs; the oldest goes first. */
const maxOpen = 16

export interface TicketPorts {
  readonly random: RandomBytes
  readonly cookies: CookieSeal
  readonly accessToken: () => string | null
  /** Of this host's pages. */
  readonly scope: Scope
}

export const createTickets = ({ random, cookies, accessToken, scope }: TicketPorts): Tickets => {
  // By digest, so that finding one in the set tells nothing about the others by its time.
  const open = new Map<string, string>()
  const key = (text: string): string =>
    createHmac('sha256', accessToken() ?? '')
      .update(text)
      .digest('hex')
  return {
    issue(name) {
      const token = Buffer.from(random(32)).toString('base64url')
      open.set(key(token), name)
      for (const oldest of open.keys()) if (open.size > maxOpen) open.delete(oldest)
      return token
    },
    exchange(token) {
      const name = open.get(key(token))
      if (name === undefined) return null
      open.delete(key(token))
      return cookies.seal({ person: name, scope })
    },
    admitted: cookies.open,
  }
}
