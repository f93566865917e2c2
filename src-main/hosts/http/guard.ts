/**
 * Who may talk to the browser host at all, decided from the headers alone. Pure.
 *
 * A loopback port is reachable by every page the operator has open. Three checks close that: the Host names loopback (a
 * rebound domain does not), the Origin is our own (another local port is the same *site*, so the cookie alone proves
 * nothing), and the browser says that the request is its own page's.
 */
export interface RequestHeaders {
  readonly host?: string | undefined
  readonly origin?: string | undefined
  readonly 'sec-fetch-site'?: string | string[] | undefined
  readonly cookie?: string | undefined
  readonly authorization?: string | undefined
}

/** Any port: behind `ssh -L 9000:localhost:5000` the browser says 9000. */
const loopbackHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i

/** Null when the request may go on; else the reason, for the answer and the log. */
export const whyRefused = (headers: RequestHeaders, opening: boolean): string | null => {
  const { host, origin } = headers
  if (host === undefined || !loopbackHost.test(host)) return 'The Host header does not name this machine.'
  if (origin !== undefined && origin !== `http://${host}`) return 'The request comes from another page.'
  const site = headers['sec-fetch-site']
  // A launch link may be followed from anywhere: its token is the proof.
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !opening) return 'The request comes from another site.'
  return null
}

export const cookieOf = (headers: RequestHeaders, name: string): string | null => {
  for (const part of (headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}

export const bearerOf = (headers: RequestHeaders): string | null =>
  /^Bearer ([\w.~+/-]{16,512}=*)$/.exec(headers.authorization ?? '')?.[1] ?? null

/** A request that two readers could understand differently: several Host headers, or a target that names a host itself. */
export const isAmbiguous = (rawHeaders: readonly string[], target: string | undefined): boolean =>
  rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length !== 1 || !target?.startsWith('/')
