/**
 * Launch links and the cookies they are exchanged for. A link works once; the cookie lives as long as this host. Nothing is
 * written down: after a restart the old cookie is worth nothing and the terminal shows a new link.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { RandomBytes } from '../../platform/ports.ts'

export interface Tickets {
  /** A new one-time token for a launch link. */
  issue(): string
  /** The cookie's value, or null when the token was used or never given out. */
  exchange(token: string): string | null
  accepts(cookie: string): boolean
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const key = (text: string): string => digest(text).toString('hex')

/** Compares in constant time, whatever the lengths. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

/** More open links than anybody needs; the oldest goes first. */
const maxOpen = 16

export const createTickets = (random: RandomBytes): Tickets => {
  const secret = (): string => Buffer.from(random(32)).toString('base64url')
  // By digest, so that finding one in the set tells nothing about the others by its time.
  const open = new Set<string>()
  const cookies = new Set<string>()
  return {
    issue() {
      const token = secret()
      open.add(key(token))
      for (const oldest of open) if (open.size > maxOpen) open.delete(oldest)
      return token
    },
    exchange(token) {
      if (!open.delete(key(token))) return null
      const cookie = secret()
      cookies.add(key(cookie))
      return cookie
    },
    accepts: cookie => cookies.has(key(cookie)),
  }
}
