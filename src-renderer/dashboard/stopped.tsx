/** While an emergency stop holds: since when, why, and the way out for who may. */
import { Button } from '@mantine/core'
import type { Status } from '../../src-shared/api/contract.ts'
import { useCore } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './dashboard.module.css'

export const Stopped = ({
  stopped,
  mayResume,
}: {
  readonly stopped: NonNullable<Status['stopped']>
  readonly mayResume: boolean
}) => {
  const { transport } = useCore()
  const resume = useDo()
  const why = oneLine(stopped.reason, 200)
  return (
    <section className={styles['stopped']} aria-label="Emergency stop">
      <span aria-hidden="true">■</span>
      <p>
        <strong>
          {'Stopped '}
          <Ago tMs={stopped.sinceMs} />
          {` by ${oneLine(stopped.by, 60)}${why === '' ? '.' : ':'}`}
        </strong>
        {why === '' ? ' ' : <span className="foreign">{` ${/[.!?]$/.test(why) ? why : `${why}.`} `}</span>}
        Nothing runs or starts until it is resumed; the files are as they were.
      </p>
      {mayResume ? (
        <Button
          loading={resume.busy}
          onClick={() =>
            resume.run(
              () => transport.call('control.resume', {}),
              () => 'Resumed. Sessions can start again.',
            )
          }
        >
          Resume
        </Button>
      ) : (
        <span className={styles['who']}>A console with the right to approve can resume.</span>
      )}
    </section>
  )
}
