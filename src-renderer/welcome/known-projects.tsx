/** What was open before, newest first. What is gone says so and cannot be opened. */
import { Button } from '@mantine/core'
import type { ProjectRef } from '../../src-shared/domain/project-ref.ts'
import { useCore } from '../data/context.tsx'
import { Tag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import type { Opening } from './use-open-project.ts'
import styles from './welcome.module.css'

export const KnownProjects = ({
  known,
  open,
  opening,
  onLook,
}: {
  readonly known: readonly ProjectRef[]
  readonly open: ProjectRef | null
  readonly opening: Opening
  readonly onLook: (root: string) => void
}) => {
  const { transport } = useCore()
  if (known.length === 0) return null
  return (
    <section aria-labelledby="known-projects">
      <h2 id="known-projects">Opened before</h2>
      <ul className={styles['known']}>
        {known.map(project => (
          <li key={project.root}>
            <span className={styles['knownName']}>
              <strong className="cut foreign">{oneLine(project.name, 80)}</strong>
              <span className="quiet mono cut foreign" title={oneLine(project.root)}>
                {oneLine(project.root)}
              </span>
            </span>
            <span className="faint">{project.lastOpenedMs === null ? '' : <Ago tMs={project.lastOpenedMs} />}</span>
            {project.root === open?.root ? (
              <Tag tone="running" sign="●">
                open now
              </Tag>
            ) : project.state === 'missing' ? (
              <Tag tone="unclear" sign="✕">
                folder is missing
              </Tag>
            ) : project.state === 'bad-manifest' ? (
              <Button variant="subtle" onClick={() => onLook(project.root)}>
                Manifest has a mistake: look
              </Button>
            ) : (
              <Button
                loading={opening.busy}
                aria-label={`Open ${oneLine(project.name, 80)}`}
                onClick={() => opening.open(() => transport.call('projects.open', project.bundled ? {} : { root: project.root }))}
              >
                Open
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
