/** Serves the console on loopback until the program is told to stop, or its parent is gone (npm does not pass signals on). */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Core } from '../../core-types.ts'
import { silentLog } from '../../platform/ports.ts'
import { systemRandom } from '../../platform/random.ts'
import { accessToken } from '../http/access-token.ts'
import { startHttpHost, type HttpHost } from '../http/http-host.ts'
import type { Context } from './context.ts'

export interface OpenConsole extends HttpHost {
  /** Resolves after the host is closed. */
  readonly untilStopped: Promise<void>
}

export async function openConsole(core: Core, context: Context, port: number, readOnly = false): Promise<OpenConsole | Refused> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return refuse('bad-input', 'The port must be a number from 0 to 65535.', 'For example: --port 5000')
  if (!existsSync(path.join(context.paths.renderer, 'index.html')))
    return refuse('not-found', 'The console is not built yet.', 'Build it with: npm run build')
  const token = accessToken(context.home, systemRandom)
  if (isRefused(token)) return token
  const host = await startHttpHost(core, {
    port,
    rendererDir: context.paths.renderer,
    scope: readOnly ? 'read' : 'approve',
    token,
    random: systemRandom,
    log: silentLog,
  })
  if (isRefused(host)) return host
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
