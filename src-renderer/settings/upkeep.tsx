/** What of the record is old, when that was last looked for, and the button that does something about it now. */
import { Button } from '@mantine/core'
import { doneWords, dueWords } from '../../src-shared/domain/upkeep-words.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { plural } from '../ui/format.ts'
import { Ago } from '../ui/time.tsx'
import styles from './settings.module.css'

export const Upkeep = ({ mayApprove }: { readonly mayApprove: boolean }) => {
  const { transport, queries } = useCore()
  const { data } = useQuery('upkeep.get', {})
  const archives = useQuery('journal.archives', {}).data ?? []
  const doing = useDo()
  if (data === undefined) return null
  const isDue = Object.values(data.due).some(count => count > 0)
  const run = (): void =>
    doing.run(
      () => transport.call('upkeep.run', {}),
      done => `Upkeep: ${doneWords(done)}.`,
      () => queries.refresh(method => method === 'upkeep.get' || method.startsWith('journal.')),
    )
  return (
    <div className={styles['selfTest']}>
      <p>
        {data.running ? 'The upkeep is under way.' : isDue ? `Now ${dueWords(data.due)}.` : 'Nothing is old.'}{' '}
        <span className="quiet">
          {data.lastMs === null ? (
            'It was never looked for. '
          ) : (
            <>
              Last looked for <Ago tMs={data.lastMs} />.{' '}
            </>
          )}
          {data.nextMs === null ? 'A console looks once a day.' : 'It is looked for once a day, never during a session.'}
          {archives.length === 0
            ? ''
            : ` Records up to No. ${archives.at(-1)?.lastSeq ?? 0} are in ${plural(archives.length, 'archive file')}.`}
        </span>
      </p>
      <Button mt={8} onClick={run} loading={doing.busy || data.running} disabled={!mayApprove || !isDue}>
        Do it now
      </Button>
    </div>
  )
}
