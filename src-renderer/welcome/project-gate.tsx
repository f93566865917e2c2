/** Whether a project is open is asked before anything else: while none is, every other question would be refused. */
import type { ReactNode } from 'react'
import { useQuery } from '../data/context.tsx'
import { FirstRun } from './first-run.tsx'

export const ProjectGate = ({ children }: { readonly children: ReactNode }) => {
  const { data, error } = useQuery('projects.list', {})
  // A core that cannot say is asked by the pages, which show what is wrong.
  if (data === undefined) return error === undefined ? null : children
  return data.open === null ? <FirstRun /> : children
}
