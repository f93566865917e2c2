/** Opens a project and goes to its first page; a refusal is shown where it was asked for. */
import type { ProjectRef } from '../../src-shared/domain/project-ref.ts'
import type { CallError } from '../../src-shared/api/wire.ts'
import { useCore } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { go } from '../routing/route.ts'
import { oneLine } from '../ui/visible.ts'

export interface Opening {
  readonly busy: boolean
  readonly error: CallError | null
  open(call: () => Promise<ProjectRef>, then?: () => void): void
}

export const useOpenProject = (): Opening => {
  const { queries } = useCore()
  const doing = useDo({ inPlace: true })
  return {
    busy: doing.busy,
    error: doing.error,
    open(call, then) {
      doing.run(
        call,
        project => `${oneLine(project.name, 80)} is open.`,
        () => {
          go('now')
          // The event has said so already, unless it was lost.
          queries.refresh(method => method === 'projects.list')
          then?.()
        },
      )
    },
  }
}
