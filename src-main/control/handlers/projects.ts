/** Which projects there are. A core works on one; changing it is the business of `open-projects.ts` around it. */
import { homedir } from 'node:os'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import { listFolders } from '../../project/list-folders.ts'
import { lookAt } from '../../project/look.ts'
import { knownProjects } from '../known-projects.ts'
import type { Parts, Some } from './parts.ts'

const oneOnly = (): Refused =>
  refuse('bad-input', 'This command works on one project. Nothing was changed.', 'Open another one in the console: asis serve')

export const projects = ({
  workspace: { project, bundled, stores },
}: Parts): Some<'projects.list' | 'projects.open' | 'projects.look' | 'projects.init' | 'folders.list'> => ({
  'projects.list': () => {
    const known = knownProjects(stores)
    const ref = { name: project.manifest.name, root: project.root, bundled, lastOpenedMs: null, state: 'ok' as const }
    return { open: known.find(each => each.root === project.root) ?? ref, known }
  },
  'projects.open': oneOnly,
  'projects.init': oneOnly,
  'projects.look': ({ root }) => lookAt(root),
  'folders.list': ({ path }) => listFolders(path ?? homedir()),
})
