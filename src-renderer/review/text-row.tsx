/** One row of the text view: both line numbers, the sign, the text with what differs in it. Long lines wrap; nothing is cut. */
import { count } from '../ui/format.ts'
import type { DiffRow } from './unified.ts'
import styles from './text-diff.module.css'

const signs = { added: '+', removed: '−', same: ' ', head: ' ', hunk: ' ', note: ' ' } as const
const names = { added: 'added', removed: 'removed' } as const

export const MarkedText = ({ row: { text, mark } }: { readonly row: DiffRow }) => {
  if (mark === null || mark[0] === mark[1]) return text === '' ? ' ' : text
  return (
    <>
      {text.slice(0, mark[0])}
      <mark>{text.slice(mark[0], mark[1])}</mark>
      {text.slice(mark[1])}
    </>
  )
}

interface TextRowProps {
  readonly row: DiffRow
  readonly atCursor: boolean
  readonly refused: boolean
  readonly onChoose: () => void
  /** Null where nothing can be remarked. */
  readonly onRemark: (() => void) | null
}
export const TextRow = ({ row, atCursor, refused, onChoose, onRemark }: TextRowProps) => {
  const continues = row.from !== undefined && row.from > 0
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- the arrow keys do the same
    <div
      className={styles['row']}
      data-kind={row.kind}
      data-cursor={atCursor || undefined}
      data-refused={refused || undefined}
      onClick={onChoose}
    >
      <span className={styles['number']}>{continues ? '' : (row.before ?? '')}</span>
      <span className={styles['number']}>{continues ? '' : (row.after ?? '')}</span>
      <span className={styles['sign']} aria-hidden={continues || undefined}>
        {continues ? '↳' : signs[row.kind]}
        {row.kind === 'added' || row.kind === 'removed' ? <i className="visually-hidden">{names[row.kind]}</i> : null}
      </span>
      <code className={`${styles['text'] ?? ''} foreign`}>
        {continues ? <span className={styles['column']}>{`from column ${count(row.from! + 1)} `}</span> : null}
        <MarkedText row={row} />
      </code>
      {onRemark === null || continues ? null : (
        <button
          type="button"
          className={styles['add']}
          tabIndex={-1}
          aria-label={`Remark on line ${row.after ?? row.before}`}
          onClick={onRemark}
        >
          +
        </button>
      )}
    </div>
  )
}
