/** A core works on one project; a host that can change it answers these itself. */
import { notYet, type Parts, type Some } from './parts.ts'

export const projects = ({
  workspace: { project, bundled },
}: Parts): Some<'projects.list' | 'projects.open' | 'projects.look' | 'projects.init' | 'folders.list'> => ({
  'projects.list': () => {
    const open = { name: project.manifest.name, root: project.root, bundled, lastOpenedMs: null, state: 'ok' as const }
    return { open, known: [open] }
  },
  'projects.open': notYet,
  'projects.look': notYet,
  'projects.init': notYet,
  'folders.list': notYet,
})
