/** Whether the project's files still are those that a candidate was made from: evidence is worth nothing for other ones. */
import type { FileChange } from '../../../src-shared/domain/candidate.ts'
import { isRefused, refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Project } from '../../project/project.ts'

/** `stale-file` names the first one that is not. Reads only. */
export function filesAsTried(project: Pick<Project, 'read'>, files: readonly FileChange[]): Refused | null {
  for (const file of files) {
    const now = project.read(file.path)
    if (isRefused(now) || now.sha256 !== file.beforeSha256)
      return refuse(
        'stale-file',
        `${file.path} is not the file that the candidate was made from${isRefused(now) ? ` (${now.message})` : ''}. Nothing was changed.`,
        'Run a new session: it starts from the file as it is now.',
      )
  }
  return null
}
