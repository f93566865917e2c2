/**
 * The headers under which the pages run, the same in the browser and in the desktop window. Pure; serving is the hosts' job.
 *
 * `style-src-attr 'unsafe-inline'` is there for Monaco, which places the lines of a diff by `style="top:..."`; scripts, style
 * elements and connections stay on the own origin. Trusted Types turn a forgotten `innerHTML` into an error instead of a hole.
 */
import type { RandomBytes } from '../platform/ports.ts'

/** Written by the build into every script, style and meta tag; replaced in each response. */
export const noncePlaceholder = '__CSP_NONCE__'

export const newNonce = (random: RandomBytes): string => Buffer.from(random(18)).toString('base64url')

export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')

export const withNonce = (html: string, nonce: string): string => html.replaceAll(noncePlaceholder, nonce)

/** On every response, pages and data alike. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=()',
}
