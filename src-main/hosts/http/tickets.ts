/**
 * Launch links and the cookies they are exchanged for. A link works once, is made for one name and what this host allows, which its cookie then stands for,
 * is known to this host only and dies with the token it was made under; the cookie is good for later hosts of the same data folder too.
 */
import { createHash, createHmac } from 'node:crypto'
import type { Scope } from '../../../src-shared/api/contract.ts'
import type { RandomBytes } from '../../platform/ports.ts'
import type { Admission, CookieSeal } from './cookie-seal.ts'
import { sameSecret } from './same-secret.ts'

export interface Tickets {
  /** A new one-time token for a launch link of this person. */
  issue(name: string): string
  /** The cookie's value, or null when the token was used, never given out, or made before the access token was replaced. */
  exchange(token: string): string | null
  /** Who was let in with it; null for none of ours. */
  admitted(cookie: string): Admission | null
  /** Whether one of these keys (commas between them) is the one of a page with this cookie at this address. */
  isPageOf(cookie: string, host: string, keys: string): boolean
  pageKey(cookie: string, host: string): string | null
  /** Names such a page to the core: another one than for every other cookie and address, and no secret. Null while there is no token. */
  pageName(cookie: string, host: string): string | null
}

/** More open links than anybody needs; the oldest goes first. */
const maxOpen = 16
/** A page keeps those of several data folders that were served at its address. */
const maxKeys = 8

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
    pageKey: cookies.pageKey,
    pageName(cookie, host) {
      const own = cookies.pageKey(cookie, host)
      return own && `browser ${createHash('sha256').update(own).digest('hex').slice(0, 32)}`
    },
    isPageOf(cookie, host, keys) {
      const wanted = cookies.pageKey(cookie, host)
      return wanted !== null && keys.split(',', maxKeys).some(one => sameSecret(one, wanted))
    },
  }
}
