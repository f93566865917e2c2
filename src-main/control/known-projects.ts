/** The projects that were opened with this data folder, newest first: names and times for choosing one. Not what recovery needs. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { projectRef, type ProjectRef } from '../../src-shared/domain/project-ref.ts'
import { isRefused } from '../../src-shared/errors.ts'
import { readManifest } from '../project/manifest-file.ts'
import type { Stores } from '../stores/stores.ts'
import type { Workspace } from './workspace.ts'

const key = 'known-projects'
const maxKnown = 50
const remembered = projectRef.pick({ root: true, name: true, bundled: true }).extend({ lastOpenedMs: z.int() })
type Remembered = z.infer<typeof remembered>

/** A list that is not ours is as good as none. */
const read = (stores: Stores): readonly Remembered[] => {
  const parsed = z.array(remembered).safeParse(stores.settings.get('', key))
  return parsed.success ? parsed.data : []
}

export function rememberProject({ stores, project, bundled, clock }: Workspace): void {
  const now = { root: project.root, name: project.manifest.name, bundled, lastOpenedMs: clock.nowMs() }
  const others = read(stores).filter(each => each.root !== project.root)
  stores.settings.set('', key, [now, ...others].slice(0, maxKnown), clock.nowMs())
}

const stateOf = (root: string): ProjectRef['state'] =>
  !existsSync(root) ? 'missing' : isRefused(readManifest(root)) ? 'bad-manifest' : 'ok'

export const knownProjects = (stores: Stores): ProjectRef[] => read(stores).map(each => ({ ...each, state: stateOf(each.root) }))

/** Where the working copy of the bundled project lies. */
export const bundledRoot = (home: string): string => path.join(home, 'bundled-project')
