/** Three ways in: the bundled project, a folder, or the tour. Below, what was open before. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCore, useQuery } from '../data/context.tsx'
import { Failed } from '../ui/panel-state.tsx'
import { OpenFolder } from './open-folder.tsx'
import { KnownProjects } from './known-projects.tsx'
import { startTour } from './tour-steps.ts'
import { useOpenProject } from './use-open-project.ts'
import styles from './welcome.module.css'

export const ChooseProject = ({ first }: { readonly first: boolean }) => {
  const { transport } = useCore()
  const projects = useQuery('projects.list', {}).data
  const opening = useOpenProject()
  const [root, setRoot] = useState<string | null>(null)
  const openBundled = (): void => opening.open(() => transport.call('projects.open', {}))
  const tour = (): void => opening.open(() => transport.call('projects.open', {}), startTour)
  const known = <KnownProjects known={projects?.known ?? []} open={projects?.open ?? null} opening={opening} onLook={setRoot} />
  return (
    <div className={styles['page']}>
      <h1 className={styles['title']}>{first ? 'Open a project' : 'Open another project'}</h1>
      <p className="quiet">
        {first
          ? 'ASIS measures a code base, looks for faster code, proves it in a sandbox, and changes files only as you allow. It works on one project at a time.'
          : `${projects?.open?.name ?? 'The project'} is open. Opening another one closes it; its history stays.`}
      </p>
      {opening.error === null ? null : <Failed error={opening.error} />}
      <div className={styles['ways']}>
        <section className={styles['way']} aria-labelledby="way-bundled">
          <h2 id="way-bundled">The bundled project</h2>
          <p>
            A small program with its own metrics, and room to improve. It is copied to your data folder: nothing of yours is
            touched.
          </p>
          <Button variant={first ? 'filled' : 'default'} loading={opening.busy} onClick={openBundled}>
            Open the bundled project
          </Button>
        </section>
        <section className={styles['way']} aria-labelledby="way-tour">
          <h2 id="way-tour">See it work</h2>
          <p>
            A minute on the bundled project: a real session with real measurements, explained step by step. Esc leaves it at any
            time.
          </p>
          <Button loading={opening.busy} onClick={tour}>
            Take the 60-second tour
          </Button>
        </section>
      </div>
      {first ? null : known}
      <OpenFolder root={root} onRoot={setRoot} opening={opening} />
      {first ? known : null}
    </div>
  )
}
