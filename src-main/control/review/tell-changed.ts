/** For what changes beside the state, which the candidate store tells by itself: evidence, comments. */
import type { Workspace } from '../workspace.ts'

export function tellChanged({ stores, project, hub }: Workspace, id: string): void {
  const row = stores.views.row(project.id, id)
  if (row) hub.emit('candidates.changed', row)
}
