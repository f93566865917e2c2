/**
 * A core that can change its project: holds the core of the open one, or none, and is itself the `Core` of a console. Answers what is
 * about projects; everything else goes to the open one, and is refused while there is none. Calls that come while a project is being
 * changed wait for the new one.
 */
import { homedir } from 'node:os'
import path from 'node:path'
import type { Input, Method, Output, Scope, Status } from '../src-shared/api/contract.ts'
import type { ProjectRef } from '../src-shared/domain/project-ref.ts'
import { isRefused, refuse, type Refused } from '../src-shared/errors.ts'
import type { Caller } from './api/caller.ts'
import { admit } from './api/dispatch.ts'
import { createEventHub } from './api/events.ts'
import { bundledRoot, knownProjects } from './control/known-projects.ts'
import { oneAtATime } from './platform/turnstile.ts'
import type { Core, CoreOptions } from './core-types.ts'
import { createCore } from './core.ts'
import { silentLog, systemAfter, systemClock } from './platform/ports.ts'
import { openBundledProject } from './project/bundled.ts'
import { initProject } from './project/init.ts'
import { listFolders } from './project/list-folders.ts'
import { lookAt } from './project/look.ts'
import { openProject, realFolder } from './project/open-project.ts'
import { holdProject } from './project-holder.ts'
import { openStores } from './stores/open-stores.ts'
import { watchManifest } from './watched-manifest.ts'

export interface ConsoleOptions extends Omit<CoreOptions, 'projectRoot' | 'bundled' | 'opening' | 'access'> {
  /** Opened first. `last`: the one that was open last, none where there is none any more. */
  readonly first: { readonly root: string } | 'bundled' | 'last' | 'none'
  /** Of tests. */
  readonly create?: (options: CoreOptions) => Promise<Core | Refused>
}

const noProject = (): Refused =>
  refuse('not-found', 'No project is open. Nothing was done.', 'Open one: the bundled project, or a folder of yours.')
const busy = (): Refused =>
  refuse(
    'busy',
    'Work is going on in this project. Nothing was changed.',
    'Wait for its end or stop it, then open the other one.',
  )

const realOr = (folder: string): string => {
  const real = realFolder(folder)
  return isRefused(real) ? path.resolve(folder) : real
}

/** Refused: what stands in the way of the first project, or of the data folder. */
export const openProjects = async (options: ConsoleOptions): Promise<Core | Refused> => {
  const { first, create = createCore, ...shared } = options
  const log = options.log ?? silentLog
  const clock = options.clock ?? systemClock
  const hub = createEventHub(log)
  const holder = holdProject(hub)
  const changing = oneAtATime()
  /** Null while no project is being changed: then a call is on its way before the next one is looked at. */
  let change: Promise<unknown> | null = null
  let closed = false
  const manifest = watchManifest({
    hub,
    after: options.after ?? systemAfter,
    log,
    takeOver: root => changed(() => exchange(root, 'manifest')),
  })

  const isBundled = (root: string): boolean => root === realOr(bundledRoot(options.home))
  const enter = (root: string, opening?: CoreOptions['opening']): Promise<Refused | null> =>
    holder.enter(root, () =>
      create({ ...shared, staysOpen: true, projectRoot: root, bundled: isBundled(root), ...(opening ? { opening } : {}) }),
    )

  /** The old one comes back when the new one cannot be opened. */
  async function exchange(root: string, action: string): Promise<ProjectRef | Refused> {
    const looked = openProject(root)
    if (isRefused(looked)) return looked
    const before = holder.root()
    await holder.leave()
    let refused: Refused | null = null
    try {
      refused = await enter(looked.root, { action, detail: looked.root })
    } finally {
      if (holder.root() === null && before !== null) {
        const back = await enter(before)
        if (back) log('error', 'the project that was open cannot be opened again', { root: before, why: back.message })
      }
      manifest.of(holder.root())
      hub.emit('project.changed', { root: holder.root() ?? '' })
      hub.emit('status.changed', { nowMs: clock.nowMs() })
    }
    if (refused) return refused
    const now = await holder.call('projects.list', {}, 'read')
    return now === null || isRefused(now) || now.open === null
      ? { name: looked.manifest.name, root: looked.root, bundled: isBundled(looked.root), lastOpenedMs: null, state: 'ok' }
      : now.open
  }

  async function openRoot(root: string | undefined): Promise<ProjectRef | Refused> {
    const folder = root === undefined ? await openBundledProject(options.paths.bundledProject, options.home) : realFolder(root)
    return isRefused(folder) ? folder : exchange(folder, 'open')
  }

  async function initRoot(root: string): Promise<ProjectRef | Refused> {
    const written = initProject(root)
    return isRefused(written) ? written : exchange(root, 'init')
  }

  /** One change after the other; what is asked meanwhile waits for all of them. */
  function changed(work: () => Promise<ProjectRef | Refused>): Promise<ProjectRef | Refused> {
    const done = changing(async () => {
      if (closed) return noProject()
      return (await holder.isBusy()) ? busy() : work()
    })
    const all = Promise.allSettled([change, done]).then(() => {
      if (change === all) change = null
    })
    change = all
    return done
  }

  async function settled(): Promise<void> {
    const now = change
    if (now === null) return
    await now
    await settled()
  }

  function list(): Output<'projects.list'> | Refused {
    // Nobody owns the data folder while no project is open.
    const stores = openStores(options.home, { access: 'read', owner: options.owner, clock })
    if (isRefused(stores)) return stores
    try {
      return { open: null, known: knownProjects(stores) }
    } finally {
      stores.close()
    }
  }

  async function forward<M extends Method>(
    method: M,
    input: Input<M>,
    scope: Scope,
    caller?: Caller,
  ): Promise<Output<M> | Refused> {
    if (change !== null) await settled()
    const answer = await (holder.call(method, input, scope, caller) ?? (method === 'projects.list' ? list() : noProject()))
    if (method !== 'status.get' || isRefused(answer)) return answer as Output<M> | Refused
    // A core knows what its stores allow, and here it is known what this caller may do.
    const status = answer as Status
    return { ...status, manifest: manifest.now(), mayApprove: status.mayApprove && scope === 'approve' } as Output<M>
  }

  /** What is about projects; null for everything else. The input has passed its schema. */
  function own(method: Method, input: unknown): Promise<unknown> | null {
    const { root, path: folder } = input as { readonly root?: string; readonly path?: string }
    if (method === 'projects.look') return Promise.resolve(lookAt(root ?? ''))
    if (method === 'folders.list') return listFolders(folder ?? homedir())
    if (method === 'projects.open') return changed(() => openRoot(root))
    if (method === 'projects.init') return changed(() => initRoot(root ?? ''))
    return null
  }

  const around: Core = {
    async call(method, input, scope, caller) {
      const admitted = admit(method, input, scope)
      if (isRefused(admitted)) return admitted
      return (own(method, admitted.input) ?? forward(method, input, scope, caller)) as never
    },
    async answers() {
      if (change !== null) await settled()
      return holder.answers()
    },
    subscribe: hub.subscribe,
    async close() {
      closed = true
      manifest.close()
      await settled()
      await holder.close()
    },
  }

  if (first === 'none') return around
  if (first === 'last') {
    const known = list()
    if (isRefused(known)) return known
    const last = known.known.find(each => each.state === 'ok')
    // One that cannot be opened any more is no reason not to start: the page shows which there are.
    const refused = last ? await enter(last.root) : null
    if (refused) log('warn', 'last project not opened', { why: refused.message })
    manifest.of(holder.root())
    return around
  }
  const root = first === 'bundled' ? await openBundledProject(options.paths.bundledProject, options.home) : realFolder(first.root)
  if (isRefused(root)) return root
  const refused = await enter(root)
  manifest.of(holder.root())
  return refused ?? around
}
