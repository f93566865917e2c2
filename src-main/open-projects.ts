/**
 * A core that can change its project: holds the core of the open one, or none, and is itself the `Core` of a console. Answers what is
 * about projects; everything else goes to the open one, and is refused while there is none. Calls that come while a project is being
 * changed wait for the new one.
 */
import { homedir } from 'node:os'
import path from 'node:path'
import {
  events,
  methods,
  type EventName,
  type Input,
  type Method,
  type Output,
  type Scope,
  type Status,
} from '../src-shared/api/contract.ts'
import type { ProjectRef } from '../src-shared/domain/project-ref.ts'
import { isRefused, refuse, type Refused } from '../src-shared/errors.ts'
import { admit } from './api/dispatch.ts'
import { createEventHub } from './api/events.ts'
import { bundledRoot, knownProjects } from './control/known-projects.ts'
import { oneAtATime } from './control/one-at-a-time.ts'
import type { Core, CoreOptions } from './core-types.ts'
import { createCore } from './core.ts'
import { silentLog, systemClock } from './platform/ports.ts'
import { openBundledProject } from './project/bundled.ts'
import { initProject } from './project/init.ts'
import { listFolders } from './project/list-folders.ts'
import { lookAt } from './project/look.ts'
import { openProject, realFolder } from './project/open-project.ts'
import { openStores } from './stores/open-stores.ts'

export interface ConsoleOptions extends Omit<CoreOptions, 'projectRoot' | 'bundled' | 'opening' | 'access'> {
  /** Opened first. `last`: the one that was open last, none where there is none any more. */
  readonly first: { readonly root: string } | 'bundled' | 'last' | 'none'
  /** Of tests. */
  readonly create?: (options: CoreOptions) => Promise<Core | Refused>
}

interface Open {
  readonly core: Core
  readonly root: string
  /** Ends the forwarding of its events. */
  readonly leave: () => void
}

const noProject = (): Refused =>
  refuse('not-found', 'No project is open. Nothing was done.', 'Open one: the bundled project, or a folder of yours.')
const busy = (): Refused =>
  refuse(
    'busy',
    'Work is going on in this project. Nothing was changed.',
    'Wait for its end or stop it, then open the other one.',
  )

/** Refused: what stands in the way of the first project, or of the data folder. */
export const openProjects = async (options: ConsoleOptions): Promise<Core | Refused> => {
  const log = options.log ?? silentLog
  const clock = options.clock ?? systemClock
  const hub = createEventHub(log)
  const changing = oneAtATime()
  let open: Open | null = null
  /** Null while no project is being changed: then a call is on its way before the next one is looked at. */
  let change: Promise<unknown> | null = null
  let closed = false
  const inFlight = new Map<symbol, { readonly method: Method; readonly end: Promise<unknown> }>()

  const isBundled = (root: string): boolean => root === realOr(bundledRoot(options.home))

  async function enter(root: string, opening?: CoreOptions['opening']): Promise<Refused | null> {
    const { first: _first, create, ...shared } = options
    const core = await (create ?? createCore)({
      ...shared,
      projectRoot: root,
      bundled: isBundled(root),
      ...(opening ? { opening } : {}),
    })
    if (isRefused(core)) return core
    const stops = (Object.keys(events) as EventName[]).map(name => core.subscribe(name, data => hub.emit(name, data)))
    open = {
      core,
      root,
      leave: () => {
        for (const stop of stops) stop()
      },
    }
    return null
  }

  async function leave(): Promise<void> {
    const was = open
    open = null
    was?.leave()
    // Answers that are on their way still need their stores.
    await Promise.allSettled([...inFlight.values()].map(each => each.end))
    await was?.core.close()
  }

  /** What runs by itself, or was asked for and changes something. */
  async function isBusy(): Promise<boolean> {
    if ([...inFlight.values()].some(each => methods[each.method].scope !== 'read')) return true
    const status = await open?.core.call('status.get', {}, 'read')
    return status !== undefined && !isRefused(status) && status.running !== null
  }

  /** The old one comes back when the new one cannot be opened. */
  async function exchange(root: string, action: string): Promise<ProjectRef | Refused> {
    const looked = openProject(root)
    if (isRefused(looked)) return looked
    const before = open?.root ?? null
    await leave()
    let refused: Refused | null = null
    try {
      refused = await enter(looked.root, { action, detail: looked.root })
    } finally {
      if (open === null && before !== null) {
        const back = await enter(before)
        if (back) log('error', 'the project that was open cannot be opened again', { root: before, why: back.message })
      }
      hub.emit('project.changed', { root: (open as Open | null)?.root ?? '' })
      hub.emit('status.changed', { nowMs: clock.nowMs() })
    }
    if (refused) return refused
    const now = await (open as Open | null)?.core.call('projects.list', {}, 'read')
    return now === undefined || isRefused(now) || now.open === null
      ? { name: looked.manifest.name, root: looked.root, bundled: isBundled(looked.root), lastOpenedMs: null, state: 'ok' }
      : now.open
  }

  async function folderOf(root: string | undefined): Promise<string | Refused> {
    return root === undefined ? openBundledProject(options.paths.bundledProject, options.home) : realFolder(root)
  }

  async function openRoot(root: string | undefined): Promise<ProjectRef | Refused> {
    const folder = await folderOf(root)
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
      return (await isBusy()) ? busy() : work()
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

  async function forward<M extends Method>(method: M, input: Input<M>, scope: Scope): Promise<Output<M> | Refused> {
    if (change !== null) await settled()
    if (open === null) return (method === 'projects.list' ? list() : noProject()) as Output<M> | Refused
    const end = open.core.call(method, input, scope)
    const key = Symbol(method)
    inFlight.set(key, { method, end })
    try {
      const answer = await end
      // A core knows what its stores allow, and here it is known what this caller may do.
      if (method !== 'status.get' || scope === 'approve' || isRefused(answer)) return answer
      return { ...(answer as Status), mayApprove: false } as Output<M>
    } finally {
      inFlight.delete(key)
    }
  }

  /** What is about projects; null for everything else. The input has passed its schema. */
  function own(method: Method, input: unknown): Promise<unknown> | null {
    if (method === 'projects.look') return Promise.resolve(lookAt((input as { root: string }).root))
    if (method === 'folders.list') return Promise.resolve(listFolders((input as { path?: string }).path ?? homedir()))
    if (method === 'projects.open') return changed(() => openRoot((input as { root?: string }).root))
    if (method === 'projects.init') return changed(() => initRoot((input as { root: string }).root))
    return null
  }

  const around: Core = {
    async call(method, input, scope) {
      const admitted = admit(method, input, scope)
      if (isRefused(admitted)) return admitted
      return (own(method, admitted.input) ?? forward(method, input, scope)) as never
    },
    subscribe: hub.subscribe,
    async close() {
      closed = true
      await settled()
      const was = open
      open = null
      was?.leave()
      await was?.core.close()
    },
  }

  const { first } = options
  if (first === 'none') return around
  if (first === 'last') {
    const known = list()
    if (isRefused(known)) return known
    const last = known.known.find(each => each.state === 'ok')
    // One that cannot be opened any more is no reason not to start: the page shows which there are.
    if (last) await enter(last.root).then(refused => refused && log('warn', 'last project not opened', { why: refused.message }))
    return around
  }
  const root = await folderOf(first === 'bundled' ? undefined : first.root)
  if (isRefused(root)) return root
  return (await enter(root)) ?? around
}

const realOr = (folder: string): string => {
  const real = realFolder(folder)
  return isRefused(real) ? path.resolve(folder) : real
}
