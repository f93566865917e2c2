/** All files of a change, one at a time, with the tools to read it. Shows text that cannot be mistaken for other text. */
import { Select } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import type { FileChange } from '../../src-shared/domain/candidate.ts'
import { useActions } from '../keys/actions.ts'
import { plural } from '../ui/format.ts'
import { IconButton } from '../ui/key-button.tsx'
import { oneLine, visible } from '../ui/visible.ts'
import { DiffEditor } from './diff-editor.tsx'
import { factsOf } from './diff-facts.ts'
import { useLook } from './look.ts'
import type { DiffHandle } from './monaco-diff.ts'
import { PlainDiff } from './plain-diff.tsx'
import styles from './diff.module.css'

interface DiffPaneProps {
  readonly files: readonly FileChange[]
  /** The whole change as unified text. */
  readonly diff: string
}

export const DiffPane = ({ files, diff }: DiffPaneProps) => {
  const [at, setAt] = useState(0)
  const [change, setChange] = useState(0)
  const [found, setFound] = useState<{ changes: number; wholeFile: boolean } | null>(null)
  const [failed, setFailed] = useState(false)
  const [look, setLook] = useLook()
  const handle = useRef<DiffHandle | null>(null)
  const file = files[at] ?? files[0]
  const facts = useMemo(() => (file === undefined ? null : factsOf(file)), [file])
  const texts = useMemo(
    () => (file === undefined ? null : { path: oneLine(file.path), before: visible(file.before), after: visible(file.after) }),
    [file],
  )

  const showFile = (next: number): void => {
    setAt((next + files.length) % files.length)
    setChange(0)
    setFound(null)
  }
  const step = (by: number): void => {
    const total = handle.current?.changes ?? 0
    if (total === 0) return
    const next = (change + by + total) % total
    setChange(next)
    handle.current?.reveal(next)
  }
  useActions([
    {
      id: 'split',
      label: look.split ? 'Show the diff in one column' : 'Show the diff side by side',
      group: 'The diff',
      keys: ['s'],
      run: () => setLook({ ...look, split: !look.split }),
    },
    {
      id: 'fold',
      label: look.fold ? 'Show unchanged lines' : 'Fold unchanged lines',
      group: 'The diff',
      keys: ['f'],
      run: () => setLook({ ...look, fold: !look.fold }),
    },
    {
      id: 'wrap',
      label: look.wrap ? 'Do not wrap lines' : 'Wrap lines',
      group: 'The diff',
      keys: ['w'],
      run: () => setLook({ ...look, wrap: !look.wrap }),
    },
    { id: 'next-change', label: 'Next change', group: 'The diff', keys: ['n'], onlyKeys: true, run: () => step(1) },
    { id: 'previous-change', label: 'Previous change', group: 'The diff', keys: ['p'], onlyKeys: true, run: () => step(-1) },
    {
      id: 'next-file',
      label: 'Next file',
      group: 'The diff',
      keys: [']'],
      enabled: files.length > 1,
      run: () => showFile(at + 1),
    },
  ])
  if (file === undefined || facts === null || texts === null) return null

  const plain =
    facts.tooLarge ??
    (found?.wholeFile === true ? 'The comparison was given up' : failed ? 'The diff editor could not be loaded' : null)
  const names = files.map((f, i) => ({ value: String(i), label: oneLine(f.path, 120) }))
  return (
    <div className={styles['pane']}>
      <div className={styles['tools']}>
        {files.length > 1 ? (
          <Select
            size="xs"
            data={names}
            value={String(at)}
            onChange={value => showFile(Number(value ?? 0))}
            allowDeselect={false}
            aria-label="File"
            className={styles['files'] ?? ''}
            comboboxProps={{ transitionProps: { duration: 0 } }}
          />
        ) : (
          <span className={`${styles['path'] ?? ''} mono cut foreign`} title={texts.path}>
            {texts.path}
          </span>
        )}
        <output className={styles['count']}>
          {plain !== null
            ? ''
            : found === null
              ? ''
              : found.changes === 0
                ? 'no visible change'
                : `${Math.min(change + 1, found.changes)} of ${plural(found.changes, 'change')}`}
        </output>
        <IconButton label="Previous change" keys="p" icon="previous" disabled={plain !== null} onClick={() => step(-1)} />
        <IconButton label="Next change" keys="n" icon="next" disabled={plain !== null} onClick={() => step(1)} />
        <span className={styles['gap']} />
        <IconButton
          label="Side by side"
          keys="s"
          icon={look.split ? 'split' : 'unified'}
          pressed={look.split}
          onClick={() => setLook({ ...look, split: !look.split })}
        />
        <IconButton
          label="Fold unchanged lines"
          keys="f"
          icon="fold"
          pressed={look.fold}
          onClick={() => setLook({ ...look, fold: !look.fold })}
        />
        <IconButton
          label="Wrap lines"
          keys="w"
          icon="wrap"
          pressed={look.wrap}
          onClick={() => setLook({ ...look, wrap: !look.wrap })}
        />
      </div>
      {facts.warnings.map(warning => (
        <p key={warning} className={styles['warning']} role="alert">
          <span aria-hidden="true">⚠ </span>
          {warning}
        </p>
      ))}
      {plain === null ? null : <p className={styles['warning']}>{`${plain}: every changed line is shown as text instead.`}</p>}
      <div className={styles['body']}>
        {plain === null ? (
          <DiffEditor
            {...texts}
            look={look}
            handle={handle}
            onCompared={(changes, wholeFile) => setFound({ changes, wholeFile })}
            onFailed={() => setFailed(true)}
          />
        ) : (
          <PlainDiff diff={diff} />
        )}
      </div>
    </div>
  )
}
