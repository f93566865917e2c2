/** Which folder belongs to a project id: recovery and rollback may concern another project than the open one. */
import { isRefused } from '../../src-shared/errors.ts'
import { openFolder } from '../project/open-folder.ts'
import type { Project } from '../project/project.ts'
import type { Stores } from '../stores/stores.ts'
import type { Workspace } from './workspace.ts'

const key = 'project-root'

export function registerProject(workspace: Pick<Workspace, 'stores' | 'project' | 'clock'>): void {
  const { stores, project, clock } = workspace
  if (stores.settings.get(project.id, key) !== project.root) stores.settings.set(project.id, key, project.root, clock.nowMs())
}

/** Where it was when it was last open; null when it never was. */
export function registeredRoot(stores: Stores, projectId: string): string | null {
  const root = stores.settings.get(projectId, key)
  return typeof root === 'string' ? root : null
}

/** For writing files back only; null when the folder is gone. */
export function registeredProject(stores: Stores, projectId: string): Project | null {
  const root = registeredRoot(stores, projectId)
  if (root === null) return null
  const project = openFolder(root)
  return isRefused(project) || project.id !== projectId ? null : project
}
