/** All files of a change, one at a time, with the tools to read it. Shows text that cannot be mistaken for other text. */
import { useMemo, useRef, useState } from 'react'
import type { FileChange } from '../../src-shared/domain/candidate.ts'
import { DiffEditor } from './diff-editor.tsx'
import { DiffTools } from './diff-tools.tsx'
import { countsOf, fileFactsOf } from './file-facts.ts'
import { changeOn, type ChangeRange } from './hunk-lines.ts'
import { useLook } from './look.ts'
import type { Marks } from './marks.ts'
import type { Compared, DiffHandle } from './monaco-diff.ts'
import { TextDiff, type ViewHandle } from './text-diff.tsx'
import { changesIn, parseUnified } from './unified.ts'
import { useDiffActions } from './use-diff-actions.ts'
import styles from './diff.module.css'

interface DiffPaneProps {
  readonly files: readonly FileChange[]
  /** The whole change as unified text, as it is stored. */
  readonly diff: string
  /** Null where a change is only looked at. */
  readonly marks?: Marks | null
}

const none: readonly never[] = []

export const DiffPane = ({ files, diff, marks = null }: DiffPaneProps) => {
  const [at, setAt] = useState(0)
  const [change, setChange] = useState(0)
  const [found, setFound] = useState<Compared | null>(null)
  const [failed, setFailed] = useState(false)
  const [look, setLook] = useLook()
  const editor = useRef<DiffHandle | null>(null)
  const text = useRef<ViewHandle | null>(null)
  const hunks = marks?.hunks ?? null
  const all = useMemo(() => files.map(file => fileFactsOf(file, hunks)), [files, hunks])
  const facts = all[at] ?? all[0]
  const gaveUp = found?.gaveUp === true ? 'The editor gave up comparing' : null
  const onlyText = facts?.tooLarge ?? gaveUp ?? (failed ? 'The diff editor could not be loaded' : null)
  const asText = onlyText !== null || look.text
  const allRows = useMemo(() => (asText ? parseUnified(diff) : null), [asText, diff])
  const rows = allRows?.[at] ?? none
  const changes: readonly ChangeRange[] | null =
    facts === undefined
      ? null
      : facts.hunks.length > 0 && (asText || facts.drawn !== null)
        ? facts.hunks
        : asText
          ? changesIn(rows)
          : (found?.changes ?? null)
  const view = (): ViewHandle | null => (asText ? text.current : editor.current)

  const showFile = (next: number): void => {
    setAt((next + files.length) % files.length)
    setChange(0)
    setFound(null)
  }
  const step = (by: number): void => {
    const total = changes?.length ?? 0
    const next = change + by
    if (total === 0 || ((next < 0 || next >= total) && files.length > 1)) return showFile(at + by)
    const wanted = (next + total) % total
    setChange(wanted)
    const range = changes?.[wanted]
    if (range !== undefined) view()?.reveal(range)
  }
  const leave = (): void => {
    marks?.compose(null)
    view()?.focus()
  }
  useDiffActions({
    look,
    setLook,
    textOnly: onlyText !== null,
    files: files.length,
    marks,
    step,
    nextFile: by => showFile(at + by),
    enter: () => view()?.focus(),
    remark: () => {
      // Asked for before the editor is there: at the first change.
      const place = view()?.place() ?? { side: 'after' as const, line: Math.max(1, changes?.[change]?.afterStart ?? 1) }
      if (facts !== undefined) marks?.compose({ path: facts.path, ...place })
    },
    toggle: () => {
      const place = view()?.place()
      const hunk = (place === undefined ? undefined : changeOn(facts?.hunks ?? none, place)) ?? facts?.hunks[change]
      if (hunk !== undefined) marks?.choice?.toggle(hunk.index)
    },
  })
  if (facts === undefined) return null
  return (
    <div className={styles['pane']}>
      <DiffTools
        names={all.map((each, i) => ({
          path: each.path,
          ...countsOf(each.hunks.length > 0 ? each.hunks : i === at ? (changes ?? none) : none),
        }))}
        at={at}
        facts={facts}
        changes={changes?.length ?? null}
        change={change}
        look={look}
        textOnly={onlyText !== null}
        onFile={showFile}
        onStep={step}
        onLook={setLook}
      />
      {facts.warnings.map(warning => (
        <p key={warning} className={styles['warning']} role="alert">
          <span aria-hidden="true">⚠ </span>
          {warning}
        </p>
      ))}
      {onlyText === null ? null : (
        <p className={styles['warning']} role="alert">
          <span aria-hidden="true">⚠ </span>
          {`${onlyText}: every changed line is shown as text instead.`}
        </p>
      )}
      <div className={styles['body']}>
        {asText ? (
          <TextDiff key={at} rows={rows} path={facts.path} marks={marks} view={text} />
        ) : (
          <DiffEditor
            facts={facts}
            look={look}
            handle={editor}
            marks={marks}
            onCompared={compared => {
              // The cursor begins at the first change, so that the next one is the second.
              if (found === null && compared.changes[0] !== undefined)
                editor.current?.reveal(compared.changes[change] ?? compared.changes[0])
              setFound(compared)
            }}
            onLeaveRemark={leave}
            onFailed={() => setFailed(true)}
          />
        )}
      </div>
    </div>
  )
}
