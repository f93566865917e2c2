/**
 * Who a request is from, what it may do, and how it came in. A token says all of that by itself; a browser's cookie stands for whom its link was
 * made for, and for what this host was started with, but never for more than the host that let it in: whoever was shown something may not decide one
 * day. Only a page with its cookie and its key is a page; everything else is a program.
 */
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Scope } from '../../../src-shared/api/contract.ts'
import { approvalProofHeader, pageKeyHeader } from '../../../src-shared/api/wire.ts'
import { unnamed } from '../../../src-shared/domain/person.ts'
import type { Caller, Way } from '../../api/caller.ts'
import { script } from '../../api/caller.ts'
import { bearerOfToken } from './access-token.ts'
import { isApiPath } from './api/register.ts'
import { bearerOf, cookieOf } from './guard.ts'
import type { Tickets } from './tickets.ts'

export type OwnSockets = WeakSet<IncomingMessage>

export interface Callers {
  /** Null for a stranger. */
  scopeOf(request: FastifyRequest): Scope | null
  callerOf(request: FastifyRequest): Caller
  /** Whose streams are counted together: those of one token, or of one browser. */
  holderOf(request: FastifyRequest): string
}

export interface CallerPorts {
  /** Of this host's pages. */
  readonly scope: Scope
  /** False: whoever reaches the port may do what `scope` says. */
  readonly auth: boolean
  readonly tickets: Tickets
  readonly bearerToken: () => string | null
  readonly cookieName: string
  /** Requests that came over the owner's socket file. */
  readonly owners: OwnSockets
}

interface Known {
  readonly scope: Scope
  readonly name: string | null
  readonly way: Way
}

const byStrength: readonly Scope[] = ['read', 'operate', 'approve']
const weakerOf = (a: Scope, b: Scope): Scope => (byStrength.indexOf(a) < byStrength.indexOf(b) ? a : b)

/** Everything that reads or changes something. What is left are the pages as they are built, and the description of the interface: a cookie opens those. */
const isGuarded = (url: string): boolean => url.startsWith('/api/') || (isApiPath(url) && !/^\/openapi\.json(?:\?|$)/.test(url))

export function createCallers({ scope, auth, tickets, bearerToken, cookieName, owners }: CallerPorts): Callers {
  const isPage = ({ url, headers }: FastifyRequest, cookie: string): boolean =>
    !isGuarded(url) || tickets.isPageOf(cookie, headers.host ?? '', String(headers[pageKeyHeader] ?? ''))

  function wayOf({ headers }: FastifyRequest, cookie: string): Way {
    const holder = tickets.pageName(cookie, headers.host ?? '')
    const proof = headers[approvalProofHeader]
    return holder === null ? script : { kind: 'page', holder, ...(typeof proof === 'string' ? { proof } : {}) }
  }

  function known(request: FastifyRequest): Known | null {
    if (owners.has(request.raw)) return { scope: 'approve', name: null, way: script }
    const bearer = bearerOf(request.headers)
    if (bearer !== null) {
      const now = bearerToken()
      const holder = now === null ? null : bearerOfToken(bearer, now)
      return holder && { ...holder, way: script }
    }
    const cookie = cookieOf(request.headers, cookieName)
    const admitted = cookie === null || !isPage(request, cookie) ? null : tickets.admitted(cookie)
    if (cookie !== null && admitted !== null)
      return { scope: weakerOf(scope, admitted.scope), name: admitted.person, way: wayOf(request, cookie) }
    return auth ? null : { scope, name: null, way: script }
  }

  return {
    scopeOf: request => known(request)?.scope ?? null,
    callerOf(request) {
      const { name = null, way = script } = known(request) ?? {}
      return name === null || name === unnamed ? { way } : { name, way }
    },
    holderOf: ({ raw, headers }) =>
      owners.has(raw) ? 'socket' : (bearerOf(headers) ?? cookieOf(headers, cookieName) ?? 'anybody'),
  }
}
