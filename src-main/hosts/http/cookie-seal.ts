/**
 * The cookie of a browser that was let in: when that was, whose link it had and what that allowed, sealed with the access token of the data folder. Nothing
 * about it is kept, so it is good for the next host too; with another token, another data folder or after 30 days it is worth nothing.
 */
import { createHmac } from 'node:crypto'
import type { Scope } from '../../../src-shared/api/contract.ts'
import { unnamed } from '../../../src-shared/domain/person.ts'
import type { RandomBytes } from '../../platform/ports.ts'
import { sameSecret } from './same-secret.ts'

export interface Admission {
  readonly person: string
  /** What the host that let it in allowed its pages. The next one may allow less, and never gives it more. */
  readonly scope: Scope
}

export interface CookieSeal {
  /** Null while there is no token: nobody is let in then. */
  seal(admission: Admission): string | null
  /** Who was let in; null where it is not good. */
  open(cookie: string): Admission | null
  /** What a page with this cookie, at this address (`host:port` as the browser names it), proves itself with. Null while there is no token. */
  pageKey(cookie: string, host: string): string | null
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

/** The name stands in it only where there is one. */
const form = /^([0-9a-z]{1,11}\.[\w-]{22}\.(read|operate|approve)(?:\.([\w-]{1,400}))?)\.([\w-]{43})$/

export const createCookieSeal = ({ random, nowMs, token, name }: CookieSealPorts): CookieSeal => {
  // Derived like the weaker tokens are, from a text of its own: none of them can be taken for another.
  const macOf = (key: string, text: string): string =>
    createHmac('sha256', key).update(`asis cookie ${name} ${text}`).digest('base64url')
  return {
    seal({ person, scope }) {
      const key = token()
      if (key === null) return null
      const moment = `${Math.max(0, nowMs()).toString(36)}.${Buffer.from(random(16)).toString('base64url')}.${scope}`
      const text = person === unnamed ? moment : `${moment}.${Buffer.from(person).toString('base64url')}`
      return `${text}.${macOf(key, text)}`
    },
    open(cookie) {
      const key = token()
      const [, text = '', scope, person, mac = ''] = form.exec(cookie) ?? []
      if (key === null || mac === '' || !sameSecret(mac, macOf(key, text))) return null
      // A clock that was set back must not make a cookie last for ever.
      if (Math.abs(nowMs() - Number.parseInt(text, 36)) > cookieAgeMs) return null
      return {
        person: person === undefined ? unnamed : Buffer.from(person, 'base64url').toString(),
        scope: scope as Scope,
      }
    },
    pageKey(cookie, host) {
      const key = token()
      return key === null
        ? null
        : createHmac('sha256', key).update(`asis page ${name} ${host.toLowerCase()} ${cookie}`).digest('base64url')
    },
  }
}
