/** The switch above a hunk: kept or refused, in words as well. */
import { Checkbox } from '@mantine/core'
import type { Hunk } from '../../src-shared/domain/review.ts'
import { rangeWords } from './hunk-lines.ts'
import type { HunkChoice } from './marks.ts'
import styles from './hunks.module.css'

interface HunkSwitchProps {
  readonly hunk: Hunk
  readonly total: number
  readonly choice: HunkChoice
}
export const HunkSwitch = ({ hunk, total, choice }: HunkSwitchProps) => {
  const kept = choice.kept.has(hunk.index)
  return (
    <div className={styles['switch']} data-refused={!kept || undefined}>
      <Checkbox
        size="xs"
        checked={kept}
        onChange={() => choice.toggle(hunk.index)}
        label={`Hunk ${hunk.index + 1} of ${total}: ${kept ? 'keep' : 'refuse'}`}
      />
      <span className={styles['lines']}>{rangeWords(hunk)}</span>
    </div>
  )
}
