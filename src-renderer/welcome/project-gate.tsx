/** Whether a project is open is asked before anything else: while none is, every other question would be refused. */
import { lazy, Suspense, type ReactNode } from 'react'
import { useQuery } from '../data/context.tsx'

const FirstRun = lazy(async () => ({ default: (await import('./first-run.tsx')).FirstRun }))

export const ProjectGate = ({ children }: { readonly children: ReactNode }) => {
  const { data, error } = useQuery('projects.list', {})
  // A core that cannot say is asked by the pages, which show what is wrong.
  if (data === undefined) return error === undefined ? null : children
  if (data.open !== null) return children
  return (
    <Suspense fallback={null}>
      <FirstRun />
    </Suspense>
  )
}
