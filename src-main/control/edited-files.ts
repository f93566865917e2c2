/** Notices while a console is open that files were written which metrics run or which are under review, and tells their paths. Measures nothing. */
import path from 'node:path'
import { isRefused } from '../../src-shared/errors.ts'
import { watchFolders } from '../platform/watch-folders.ts'
import { rememberedFiles } from './remembered-files.ts'
import type { Workspace } from './workspace.ts'

/** Enough for the folders of a project that has its files in packages; each costs the system a watch. */
const mostFolders = 500

export interface EditedFiles {
  close(): void
}

export function watchEdited(workspace: Workspace): EditedFiles {
  const { project, stores, hub, log } = workspace
  let known = new Set<string>()
  const folders = watchFolders(paths => {
    const edited = paths.flatMap(absolute => {
      const relative = path.relative(project.root, absolute).replaceAll(path.sep, '/')
      return known.has(relative) ? [relative] : []
    })
    if (edited.length === 0) return
    hub.emit('files.changed', { paths: edited.toSorted() })
    look()
  }, log)

  /** What a file imports changes with the file. */
  function look(): void {
    const files = new Set<string>()
    for (const { benchmark } of project.manifest.metrics) {
      const behind = rememberedFiles(project, benchmark)
      for (const file of behind === 'everything' ? project.changeableFiles() : behind) files.add(file)
    }
    for (const { paths } of stores.candidates.list(project.id, ['awaiting-review'], 500))
      for (const file of paths) files.add(file)
    known = files
    const wanted = new Set<string>()
    for (const file of files) {
      const absolute = project.resolve(file)
      if (!isRefused(absolute) && wanted.size < mostFolders) wanted.add(path.dirname(absolute))
    }
    folders.set(wanted)
  }

  look()
  const stop = hub.subscribe('candidates.changed', ({ paths }) => {
    if (paths.some(file => !known.has(file))) look()
  })
  return {
    close() {
      stop()
      folders.close()
    },
  }
}
