/** `asis serve`: the console in a browser. The folder decides what is open at first: its project, or none and the page asks. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { personName } from '../../../src-shared/domain/person.ts'
import { isRefused, refuse } from '../../../src-shared/errors.ts'
import type { HostFacts } from '../../control/settings/info.ts'
import { openProjects, type ConsoleOptions } from '../../open-projects.ts'
import { homeVariable } from '../../platform/paths.ts'
import { manifestName } from '../../project/manifest-file.ts'
import { above, debugLog, home, programPaths, progress, show, showRefusal, type GlobalOptions } from './context.ts'
import { nameHint } from '../http/http-host.ts'
import { openConsole, tunnelHint } from './open-console.ts'
import { safe } from './print.ts'

type HttpFacts = HostFacts['http']

const firstOf = (options: GlobalOptions): ConsoleOptions['first'] => {
  if (options.bundled) return 'bundled'
  if (options.project) return { root: path.resolve(options.project) }
  return existsSync(path.resolve(manifestName)) ? { root: process.cwd() } : 'none'
}

export interface ServeOptions {
  readonly port?: string
  readonly approve?: boolean
  readonly open?: boolean
  /** `--no-auth` */
  readonly auth?: boolean
  readonly socket?: string | true
  /** One link for each. */
  readonly approver?: readonly string[]
}

export async function serve(options: GlobalOptions & ServeOptions): Promise<void> {
  const output = { json: options.json === true }
  const approvers = options.approver ?? []
  const wrong = approvers.find(name => !personName.test(name))
  if (wrong !== undefined)
    return showRefusal(
      output,
      refuse(
        'bad-input',
        `--approver ${wrong.slice(0, 80)}: this cannot be the name of a person. Nothing was started.`,
        nameHint,
      ),
    )
  const context = { home: home(), paths: programPaths() }
  let served: HttpFacts = null
  const core = await openProjects({
    ...context,
    owner: 'asis serve',
    above: above(),
    log: debugLog,
    first: firstOf(options),
    host: () => ({ homeVariable: homeVariable(process.env), http: served }),
  })
  if (isRefused(core)) return showRefusal(output, core)
  try {
    const host = await openConsole(core, context, {
      port: options.port === undefined ? null : Number(options.port),
      mayApprove: options.approve === true,
      openBrowser: options.open === true,
      ...(approvers[0] === undefined ? {} : { approver: approvers[0] }),
      ...(options.auth === false ? { auth: false } : {}),
      ...(options.socket === undefined
        ? {}
        : { socketPath: options.socket === true ? path.join(context.home, 'run', 'asis.sock') : path.resolve(options.socket) }),
    })
    if (isRefused(host)) return showRefusal(output, host)
    const chosen =
      options.port === undefined
        ? ({ source: 'default', where: '' } as const)
        : ({ source: 'argument', where: '--port' } as const)
    served = { port: Number(new URL(host.url).port), ...chosen }
    const links = approvers.map((approver, i) => ({
      approver,
      launchUrl: i === 0 ? host.launchUrl : host.newLaunchUrl(approver),
    }))
    const lines = [
      ...(links.length === 0
        ? [`Console: ${host.launchUrl}`]
        : links.map(link => `Console for ${safe(link.approver)}: ${link.launchUrl}`)),
      options.approve ? '(the link works once)' : '(the link works once; it can look, and with --approve also decide)',
      `HTTP interface: ${host.url}self-modify/status   (token: asis token; what there is: ${host.url}docs)`,
      options.auth === false
        ? `Without authentication: every program and every user of this machine may ${options.approve ? 'start sessions, decline and roll back' : 'read everything'} through this port${options.approve ? '; approving takes the link' : ''}. Pages of other sites are refused still.`
        : '',
      tunnelHint(host, process.env) ?? '',
      'Stop with Ctrl-C.',
    ]
    show(output, { url: host.url, launchUrl: host.launchUrl, ...(links.length === 0 ? {} : { links }) }, () =>
      lines.filter(Boolean).join('\n'),
    )
    await host.untilStopped
    progress('closed')
  } finally {
    await core.close()
  }
}
