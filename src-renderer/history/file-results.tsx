/** What each file becomes when something is rolled back: its state as a word, and the difference between now and then. */
import type { RollbackPreview } from '../../src-shared/api/contract.ts'
import { DiffPane } from '../review/diff-pane.tsx'
import { Tag, type Tone } from '../ui/tags.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './history.module.css'

type File = RollbackPreview['files'][number]

const fileStates: Readonly<Record<File['state'], readonly [Tone, string, string]>> = {
  'as-applied': ['improved', '✓', 'as it was applied'],
  'already-restored': ['unclear', '=', 'already as before'],
  'edited-since': ['caution', '!', 'edited since'],
  missing: ['caution', '!', 'missing now'],
}
/** What needs a look comes first. */
const order: readonly File['state'][] = ['edited-since', 'missing', 'as-applied', 'already-restored']
export const inOrder = (files: readonly File[]): File[] =>
  [...files].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))

export const isConflict = (file: File): boolean => file.state === 'edited-since' || file.state === 'missing'

const asChange = (file: File) => ({
  path: file.path,
  before: file.now ?? '',
  after: file.restored,
  beforeSha256: '',
  afterSha256: '',
})

export const FileResults = ({ files }: { readonly files: readonly File[] }) => {
  const sorted = inOrder(files)
  return (
    <>
      <ul className={styles['files']} aria-label="Files">
        {sorted.map(file => {
          const [tone, sign, word] = fileStates[file.state]
          return (
            <li key={file.path}>
              <span className="mono cut foreign" title={oneLine(file.path)}>
                {oneLine(file.path)}
              </span>
              <Tag tone={tone} sign={sign}>
                {word}
              </Tag>
            </li>
          )
        })}
      </ul>
      <div className={styles['previewDiff']}>
        <DiffPane
          files={sorted.map(asChange)}
          diff={sorted.map(f => `--- now ${f.path}\n+++ restored ${f.path}\n${f.restored}`).join('\n')}
        />
      </div>
    </>
  )
}
