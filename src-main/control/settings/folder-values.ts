/** The settings of a folder that is open without its manifest: what that says of approvals counts there too. */
import { isRefused } from '../../../src-shared/errors.ts'
import type { Above } from '../../platform/above.ts'
import { readManifest } from '../../project/manifest-file.ts'
import type { Project } from '../../project/project.ts'
import type { Stores } from '../../stores/stores.ts'
import { settingValues } from './settings.ts'

export function folderValues(stores: Stores, project: Project, above: Above): ReturnType<typeof settingValues> {
  const declared = readManifest(project.root)
  const review = isRefused(declared) ? undefined : declared.review
  const manifest = { ...project.manifest, ...(review === undefined ? {} : { review }) }
  return settingValues({ stores, project: { ...project, manifest }, above })
}
