/** The line above a diff: which file, which change, and how it is drawn. */
import { Select } from '@mantine/core'
import { count, plural } from '../ui/format.ts'
import { IconButton } from '../ui/key-button.tsx'
import { oneLine } from '../ui/visible.ts'
import { CopyButton } from './copy-button.tsx'
import type { FileFacts } from './file-facts.ts'
import type { Look } from './look.ts'
import styles from './diff.module.css'

export interface FileName {
  readonly path: string
  readonly added: number
  readonly removed: number
}

interface DiffToolsProps {
  readonly names: readonly FileName[]
  readonly at: number
  readonly facts: FileFacts
  /** Null while it is not known. */
  readonly changes: number | null
  readonly change: number
  readonly look: Look
  /** The editor cannot be had for this file. */
  readonly textOnly: boolean
  readonly onFile: (at: number) => void
  readonly onStep: (by: number) => void
  readonly onLook: (look: Look) => void
}

const counts = ({ added, removed }: FileName): string => `+${count(added)} −${count(removed)}`

export const DiffTools = (props: DiffToolsProps) => {
  const { names, at, facts, changes, change, look, textOnly, onFile, onStep, onLook } = props
  const asText = textOnly || look.text
  const name = names[at]
  return (
    <div className={styles['tools']}>
      {names.length > 1 ? (
        <>
          <Select
            size="xs"
            data={names.map((each, i) => ({ value: String(i), label: `${oneLine(each.path, 120)}  ${counts(each)}` }))}
            value={String(at)}
            onChange={value => onFile(Number(value ?? 0))}
            allowDeselect={false}
            aria-label="File"
            className={styles['files'] ?? ''}
            comboboxProps={{ transitionProps: { duration: 0 } }}
          />
          <IconButton label="Previous file" keys="[" icon="previous" onClick={() => onFile(at - 1)} />
          <span className={styles['count']}>{`file ${at + 1} of ${names.length}`}</span>
          <IconButton label="Next file" keys="]" icon="next" onClick={() => onFile(at + 1)} />
        </>
      ) : (
        <>
          <span className={`${styles['path'] ?? ''} mono cut foreign`} title={facts.shownPath}>
            {facts.shownPath}
          </span>
          {name === undefined || name.added + name.removed === 0 ? null : <span className={styles['count']}>{counts(name)}</span>}
        </>
      )}
      <CopyButton label="Copy the path" text={facts.path} />
      <span className={styles['push']} />
      <output className={styles['count']}>
        {changes === null
          ? ''
          : changes === 0
            ? 'no visible change'
            : `${Math.min(change + 1, changes)} of ${plural(changes, 'change')}`}
      </output>
      <IconButton label="Previous change" keys="p" icon="previous" onClick={() => onStep(-1)} />
      <IconButton label="Next change" keys="n" icon="next" onClick={() => onStep(1)} />
      <span className={styles['gap']} />
      <IconButton
        label="Diff as text"
        keys="x"
        icon="journal"
        pressed={asText}
        disabled={textOnly}
        onClick={() => onLook({ ...look, text: !look.text })}
      />
      <IconButton
        label={look.narrow ? 'Side by side needs a window of 1,200 pixels' : 'Side by side'}
        keys="s"
        icon={look.split ? 'split' : 'unified'}
        pressed={look.split && !asText}
        disabled={asText || look.narrow}
        onClick={() => onLook({ ...look, split: !look.split })}
      />
      <IconButton
        label="Fold unchanged lines"
        keys="f"
        icon="fold"
        pressed={look.fold && !asText}
        disabled={asText}
        onClick={() => onLook({ ...look, fold: !look.fold })}
      />
      <IconButton
        label="Wrap lines"
        keys="w"
        icon="wrap"
        pressed={look.wrap || asText}
        disabled={asText}
        onClick={() => onLook({ ...look, wrap: !look.wrap })}
      />
    </div>
  )
}
