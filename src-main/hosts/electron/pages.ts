/** The pages under their own scheme, with the same headers as in the browser. Serves files of one folder and nothing else. */
import { readFile } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'
import type { RandomBytes } from '../../platform/ports.ts'
import { commonHeaders, contentSecurityPolicy, newNonce, withNonce } from '../page.ts'

export const scheme = 'asis'
export const origin = `${scheme}://app`

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
}

const refused = (status: number): Response => new Response(null, { status, headers: commonHeaders })

/** For `protocol.handle`. */
export const servePages =
  (rendererDir: string, random: RandomBytes) =>
  async (request: Request): Promise<Response> => {
    const url = new URL(request.url)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refused(405)
    if (`${url.protocol}//${url.host}` !== origin) return refused(404)
    let wanted: string
    try {
      wanted = decodeURIComponent(url.pathname)
    } catch {
      return refused(400)
    }
    const root = resolve(rendererDir)
    const file = resolve(root, `.${wanted === '/' ? '/index.html' : wanted}`)
    const type = types[extname(file)]
    if (!file.startsWith(root + sep) || type === undefined || wanted.includes('\0')) return refused(404)
    const bytes = await readFile(file).catch(() => null)
    if (bytes === null) return refused(404)
    if (extname(file) !== '.html')
      return new Response(new Uint8Array(bytes), { headers: { ...commonHeaders, 'content-type': type } })
    const nonce = newNonce(random)
    return new Response(withNonce(bytes.toString('utf8'), nonce), {
      headers: {
        ...commonHeaders,
        'content-type': type,
        'content-security-policy': contentSecurityPolicy(nonce),
        'cache-control': 'no-store',
      },
    })
  }
