/**
 * The manifest of the open project, looked at while it is open: one that is edited is taken over as soon as nothing runs, by opening the project
 * again; one with a fault is told, and ASIS goes on with what it has.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Status } from '../src-shared/api/contract.ts'
import type { Manifest } from '../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../src-shared/errors.ts'
import type { EventHub } from './api/events.ts'
import type { After, Log } from './platform/ports.ts'
import { watchFolders } from './platform/watch-folders.ts'
import { manifestName } from './project/manifest-file.ts'
import { openProject } from './project/open-project.ts'

export interface WatchedManifest {
  /** The project that is open from now on, with its manifest as it is now; null: none. */
  of(root: string | null): void
  /** What stands in the way of the edited one. */
  now(): Status['manifest']
  close(): void
}

export interface Watching {
  readonly hub: EventHub
  readonly after: After
  readonly log: Log
  /** Opens the project again; `busy` while something runs. */
  takeOver(root: string): Promise<unknown>
}

/** Nothing tells when the last thing that ran has ended: asked again at this pace. */
const againMs = 2000

const names = (ids: readonly string[]): string =>
  ids.length <= 3 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more`

/** "2 metrics new (a, b), 1 gone (c)": what an operator would look for. */
export function differenceOf(before: Manifest, after: Manifest): string {
  const old = new Map(before.metrics.map(metric => [metric.id, JSON.stringify(metric)]))
  const now = new Map(after.metrics.map(metric => [metric.id, JSON.stringify(metric)]))
  const added = [...now.keys()].filter(id => !old.has(id))
  const gone = [...old.keys()].filter(id => !now.has(id))
  const changed = [...now].flatMap(([id, text]) => (old.has(id) && old.get(id) !== text ? [id] : []))
  const parts = (
    [
      [added, 'new'],
      [changed, 'changed'],
      [gone, 'gone'],
    ] as const
  ).flatMap(([ids, word]) =>
    ids.length === 0 ? [] : [`${ids.length} ${ids.length === 1 ? 'metric' : 'metrics'} ${word} (${names(ids)})`],
  )
  return parts.length === 0 ? 'no metric is another one' : parts.join(', ')
}

const textOf = (root: string): string => {
  try {
    return readFileSync(path.join(root, manifestName), 'utf8')
  } catch {
    return ''
  }
}

export function watchManifest({ hub, after, log, takeOver }: Watching): WatchedManifest {
  let open: { readonly root: string; readonly manifest: Manifest; text: string } | null = null
  let state: Status['manifest'] = null
  let callOff: (() => void) | null = null
  const folders = watchFolders(paths => {
    if (open && paths.includes(path.join(open.root, manifestName))) void look()
  }, log)
  function say(next: Status['manifest'], message = next?.message ?? ''): void {
    state = next
    hub.emit('manifest.changed', { message })
  }

  async function look(): Promise<void> {
    callOff?.()
    callOff = null
    const seen = open
    if (!seen) return
    const text = textOf(seen.root)
    if (text === seen.text) {
      if (state !== null) say(null, `${manifestName} is again what it was.`)
      return
    }
    const looked = openProject(seen.root)
    if (isRefused(looked)) {
      const message = `${looked.message} ASIS goes on with the one that it read before.`
      return say({ message, broken: true })
    }
    const message = `${manifestName} changed: ${differenceOf(seen.manifest, looked.manifest)}.`
    const done = await takeOver(seen.root)
    // Another project was opened meanwhile, or this one again: `of` has set what is true now.
    if (open !== seen) {
      if (!isRefused(done)) hub.emit('manifest.changed', { message })
      return
    }
    const { code } = done as Refused
    if (code !== 'busy') return say({ message: `${message} ${(done as Refused).message}`, broken: true })
    if (state === null) say({ message: `${message} It is taken over when nothing runs any more.`, broken: false })
    callOff = after(againMs, () => void look())
  }

  return {
    of(root) {
      callOff?.()
      callOff = null
      state = null
      const looked = root === null ? null : openProject(root)
      open =
        looked === null || isRefused(looked) ? null : { root: looked.root, manifest: looked.manifest, text: textOf(looked.root) }
      folders.set(open ? [open.root] : [])
    },
    now: () => state,
    close() {
      callOff?.()
      open = null
      folders.close()
    },
  }
}
