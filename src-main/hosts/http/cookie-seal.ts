/**
 * The cookie of a browser that was let in: when that was, sealed with the access token of the data folder. Nothing about it is kept, so it
 * is good for the next host too; with another token, another data folder or after 30 days it is worth nothing. Says nothing of scopes.
 */
import { createHmac } from 'node:crypto'
import type { RandomBytes } from '../../platform/ports.ts'
import { sameSecret } from './same-secret.ts'

export interface CookieSeal {
  /** Null while there is no token: nobody is let in then. */
  seal(): string | null
  accepts(cookie: string): boolean
}

export const cookieAgeMs = 30 * 86_400_000

export interface CookieSealPorts {
  readonly random: RandomBytes
  readonly nowMs: () => number
  /** The token as it is now: replacing it signs everybody out. */
  readonly token: () => string | null
  /** Of the cookie; names the data folder. */
  readonly name: string
}

const form = /^([0-9a-z]{1,11})\.([\w-]{22})\.([\w-]{43})$/

export const createCookieSeal = ({ random, nowMs, token, name }: CookieSealPorts): CookieSeal => {
  // Derived like the weaker tokens are, from a text of its own: none of them can be taken for another.
  const macOf = (key: string, text: string): string =>
    createHmac('sha256', key).update(`asis cookie ${name} ${text}`).digest('base64url')
  return {
    seal() {
      const key = token()
      if (key === null) return null
      const text = `${Math.max(0, nowMs()).toString(36)}.${Buffer.from(random(16)).toString('base64url')}`
      return `${text}.${macOf(key, text)}`
    },
    accepts(cookie) {
      const key = token()
      const [, issued = '', nonce = '', mac = ''] = form.exec(cookie) ?? []
      if (key === null || mac === '' || !sameSecret(mac, macOf(key, `${issued}.${nonce}`))) return false
      // A clock that was set back must not make a cookie last for ever.
      return Math.abs(nowMs() - Number.parseInt(issued, 36)) <= cookieAgeMs
    },
  }
}
