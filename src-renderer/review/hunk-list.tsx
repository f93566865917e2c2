/** The hunks beside the diff, with what keeping some of them means. */
import { Button, Checkbox } from '@mantine/core'
import type { Hunk } from '../../src-shared/domain/review.ts'
import { oneLine } from '../ui/visible.ts'
import { rangeWords } from './hunk-lines.ts'
import type { HunkChoice } from './marks.ts'
import styles from './hunks.module.css'

interface HunkListProps {
  readonly hunks: readonly Hunk[]
  readonly choice: HunkChoice
  readonly onAll: (keep: boolean) => void
}
export const HunkList = ({ hunks, choice, onAll }: HunkListProps) => {
  const paths = [...new Set(hunks.map(hunk => hunk.path))]
  return (
    <section className={styles['panel']} aria-label="Hunks">
      <div className={styles['head']}>
        <h2>{`Hunks: ${choice.kept.size} of ${hunks.length} kept`}</h2>
        <p className={styles['note']}>
          What you keep becomes a change of its own. It is tried again from the beginning, tests and all, before it can be
          applied. When its trial has ended, this whole change is declined.
        </p>
        <div className={styles['bulk']}>
          <Button onClick={() => onAll(true)}>Keep all</Button>
          <Button onClick={() => onAll(false)}>Refuse all</Button>
        </div>
      </div>
      <div className={styles['list']}>
        {paths.map(path => (
          <div key={path}>
            <p className={`${styles['path'] ?? ''} mono cut foreign`}>{oneLine(path)}</p>
            <ul>
              {hunks
                .filter(hunk => hunk.path === path)
                .map(hunk => {
                  const kept = choice.kept.has(hunk.index)
                  return (
                    <li key={hunk.index} className={styles['item']}>
                      <Checkbox
                        size="xs"
                        checked={kept}
                        onChange={() => choice.toggle(hunk.index)}
                        aria-label={`Keep hunk ${hunk.index + 1}, ${rangeWords(hunk)}`}
                      />
                      <span className={styles['go']}>{`${hunk.index + 1}. ${rangeWords(hunk)}`}</span>
                      <span className={styles['word']}>{kept ? 'keep' : 'refuse'}</span>
                    </li>
                  )
                })}
            </ul>
          </div>
        ))}
      </div>
    </section>
  )
}
