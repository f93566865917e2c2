/** Serves the console on loopback until the program is told to stop, or its parent is gone (npm does not pass signals on). */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { hostname } from 'node:os'
import path from 'node:path'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'
import { silentLog } from '../../platform/ports.ts'
import { systemRandom } from '../../platform/random.ts'
import { accessToken, currentToken } from '../http/access-token.ts'
import { startHttpHost, type HttpHost } from '../http/http-host.ts'
import { progress, type Context } from './context.ts'
import { showInBrowser } from './show-in-browser.ts'

export interface OpenConsole extends HttpHost {
  /** Resolves after the host is closed. */
  readonly untilStopped: Promise<void>
}

export interface ConsoleWish {
  /** 0: any free port; null: `usualPort`, or a free one where that is taken. */
  readonly port: number | null
  /** Without it the pages can look and nothing else. */
  readonly mayApprove: boolean
  /** Opens the operator's browser at the launch link. */
  readonly openBrowser?: boolean
  /** False: no token is asked for. For demonstrations on loopback. */
  readonly auth?: boolean
  /** Whose the first link is. */
  readonly approver?: string
  /** Also on this socket file, to its owner. */
  readonly socketPath?: string
}

/** Where the HTTP interface is looked for first. */
export const usualPort = 5000

/** Says what the desktop would have done, when there is none. */
const notOpened = (): void => progress('No browser could be opened here. Open the link below yourself.')

export async function openConsole(
  core: Core,
  { home, paths }: Pick<Context, 'home' | 'paths'>,
  { port, mayApprove, openBrowser, auth, socketPath, approver }: ConsoleWish,
): Promise<OpenConsole | Refused> {
  if (port !== null && (!Number.isInteger(port) || port < 0 || port > 65_535))
    return refuse('bad-input', 'The port must be a number from 0 to 65535.', 'For example: --port 5000')
  if (!existsSync(path.join(paths.renderer, 'index.html')))
    return refuse('not-found', 'The console is not built yet.', 'Build it with: npm run build')
  const token = accessToken(home, systemRandom)
  if (isRefused(token)) return token
  const startOn = (wanted: number): Promise<HttpHost | Refused> =>
    startHttpHost(core, {
      port: wanted,
      rendererDir: paths.renderer,
      scope: mayApprove ? 'approve' : 'read',
      token: currentToken(home),
      random: systemRandom,
      log: silentLog,
      instance: `${hostname()} ${home}`,
      version: (createRequire(import.meta.url)(path.join(paths.root, 'package.json')) as { version: string }).version,
      ...(approver === undefined ? {} : { approver }),
      ...(auth === undefined ? {} : { auth }),
      ...(socketPath === undefined ? {} : { socketPath }),
    })
  let host = await startOn(port ?? usualPort)
  if (port === null && isRefused(host) && host.code === 'busy') {
    progress(host.message.replace('Nothing was started.', 'A free one is used.'))
    host = await startOn(0)
  }
  if (isRefused(host)) return host
  if (openBrowser) showInBrowser(host.newLaunchUrl(), { folder: home, random: systemRandom, failed: notOpened })
  const parent = process.ppid
  const untilStopped = new Promise<void>(resolve => {
    const stop = (): void => {
      clearInterval(orphaned)
      resolve(host.close())
    }
    const orphaned = setInterval(() => process.ppid !== parent && stop(), 1000)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  })
  return { ...host, untilStopped }
}

/** How the page is reached from another machine, when the operator sits at one. */
export const tunnelHint = (host: Pick<HttpHost, 'url'>, env: NodeJS.ProcessEnv): string | null => {
  if (!env['SSH_CONNECTION']) return null
  const { port } = new URL(host.url)
  return `From your own machine: ssh -L ${port}:localhost:${port} ${env['USER'] ?? 'YOU'}@${hostname()}, then open the same link there.`
}
