/** An open project whose manifest can be replaced by one that differs in its thresholds and limits: a setting takes effect at once. */
import type { Manifest } from '../../src-shared/domain/manifest.ts'
import type { Project } from './project.ts'

export interface LiveProject {
  readonly project: Project
  /** Only `thresholds` and `limits` are taken over: which files may change was decided when the project was opened. */
  adopt(manifest: Pick<Manifest, 'thresholds' | 'limits'>): void
}

export function liveProject(opened: Project): LiveProject {
  let { manifest } = opened
  return {
    project: {
      ...opened,
      get manifest() {
        return manifest
      },
    },
    adopt({ thresholds, limits }) {
      manifest = { ...manifest, thresholds, limits }
    },
  }
}
