/** A folder as a project without a manifest: enough to read and restore its files, nothing may be changed by a generator. */
import { manifest } from '../../src-shared/domain/manifest.ts'
import { isRefused, type Refused } from '../../src-shared/errors.ts'
import { makeProject, realFolder } from './open-project.ts'
import type { Project } from './project.ts'

export function openFolder(folder: string): Project | Refused {
  const root = realFolder(folder)
  if (isRefused(root)) return root
  const none = manifest.parse({
    name: root,
    languages: ['javascript'],
    files: ['**/*'],
    metrics: [{ id: 'none', title: 'none', unit: '', direction: 'lower', benchmark: { kind: 'module', file: 'none' } }],
  })
  return makeProject({ root, manifest: none, notes: [], onlyChangeable: [] })
}
