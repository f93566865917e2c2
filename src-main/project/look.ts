/** What a folder is, before anything is written in it: a project, or what `init` would make of it. Reads only. */
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { FolderLook } from '../../src-shared/domain/project-ref.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { notesOf, planInit } from './init.ts'
import { manifestName } from './manifest-file.ts'
import { openProject, realFolder } from './open-project.ts'

const sentences = ({ message, next }: Refused): string[] => [...message.split('\n').map(line => line.trim()), next]

/** `not-found` when there is no such folder. Everything else is an answer. */
export const lookAt = (folder: string): FolderLook | Refused => {
  const root = realFolder(folder)
  if (isRefused(root)) return root
  const nothing = { root, name: basename(root) || root, manifest: '', wouldWrite: [] }
  if (existsSync(join(root, manifestName))) {
    const project = openProject(root)
    return isRefused(project)
      ? { ...nothing, kind: 'bad-manifest', notes: sentences(project) }
      : { ...nothing, kind: 'project', name: project.manifest.name, notes: [...(project.notes ?? [])] }
  }
  const plan = planInit(root)
  if (isRefused(plan)) return { ...nothing, kind: 'nothing-to-measure', notes: sentences(plan) }
  return {
    root,
    kind: 'no-manifest',
    name: plan.name,
    manifest: plan.manifestText,
    wouldWrite: [manifestName, ...plan.draft.files.map(file => file.path)],
    notes: [...notesOf(plan)],
  }
}
