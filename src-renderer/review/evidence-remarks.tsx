/** All remarks of a change in one list, and who will read them. */
import type { LineComment } from '../../src-shared/domain/review.ts'
import { nameIn } from '../../src-shared/domain/person.ts'
import { IconButton } from '../ui/key-button.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine, visible } from '../ui/visible.ts'
import { Part } from './evidence-part.tsx'
import { lineWords, whoReads } from './remark.tsx'
import styles from './evidence.module.css'

interface RemarksProps {
  readonly comments: readonly LineComment[]
  readonly onRemove: ((comment: LineComment) => void) | null
}
export const Remarks = ({ comments, onRemove }: RemarksProps) => (
  <Part title="Remarks">
    {comments.length === 0 ? (
      <p className="quiet">None yet. C writes one on the line of the cursor.</p>
    ) : (
      <>
        <ul>
          {comments.map(comment => (
            <li key={comment.id} className={styles['remark']}>
              <p className={styles['remarkHead']}>
                <span className="mono cut foreign">{`${oneLine(comment.path, 80)} ${lineWords(comment)}`}</span>
                {onRemove === null ? null : (
                  <IconButton
                    label={`Delete the remark on ${lineWords(comment)}`}
                    icon="close"
                    onClick={() => onRemove(comment)}
                  />
                )}
              </p>
              <p className={`${styles['remarkText'] ?? ''} foreign`}>{visible(comment.text)}</p>
              <p className="faint">
                {`${oneLine(nameIn(comment.by), 60)}, `}
                <Ago tMs={comment.tMs} />
              </p>
            </li>
          ))}
        </ul>
        <p className="quiet">{whoReads}</p>
      </>
    )}
  </Part>
)
