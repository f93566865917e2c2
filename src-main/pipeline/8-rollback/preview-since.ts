/** What taking back everything since a time would do, for the person who is about to ask for it. */
import type { RollbackSincePreview } from '../../../src-shared/api/contract.ts'
import { isRefused, type Refused } from '../../../src-shared/errors.ts'
import { lookSince } from './look-since.ts'
import type { PreviewPorts } from './preview.ts'

/** A file that stands in the way is `edited-since` or `missing`. @throws AsisError `backup-corrupt` */
export function previewSince(
  { projectId, sinceMs }: { readonly projectId: string; readonly sinceMs: number },
  { stores, project }: PreviewPorts,
): RollbackSincePreview | Refused {
  const found = lookSince(projectId, sinceMs, stores, project)
  if (isRefused(found)) return found
  return {
    ids: found.modifications.map(each => each.candidateId),
    modifications: found.modifications.map(({ candidateId, title, appliedMs, files }) => ({
      id: candidateId,
      title,
      appliedMs,
      paths: files.map(file => file.path),
    })),
    files: found.files.map(({ path, now, state, restoredSha256 }) => ({
      path,
      now: now?.bytes.toString() ?? null,
      restored: stores.backups.read(restoredSha256).toString(),
      state,
    })),
  }
}
