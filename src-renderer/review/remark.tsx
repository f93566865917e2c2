/** A remark under its line, and the box in which one is written. */
import { Button, Textarea } from '@mantine/core'
import { useLayoutEffect, useRef, useState } from 'react'
import type { LineComment } from '../../src-shared/domain/review.ts'
import { nameIn } from '../../src-shared/domain/person.ts'
import { keyLabel } from '../keys/actions.ts'
import { IconButton } from '../ui/key-button.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine, visible } from '../ui/visible.ts'
import type { Place } from './hunk-lines.ts'
import styles from './remark.module.css'

export const whoReads = 'Goes to the generator with the next try. The rule generators do not read remarks.'

export const lineWords = ({ side, line }: Omit<Place, 'path'>): string => `line ${line} ${side}`

export const Remark = ({ comment, onRemove }: { readonly comment: LineComment; readonly onRemove: (() => void) | null }) => (
  <article className={styles['remark']} aria-label={`Remark on ${lineWords(comment)}`}>
    <p className={styles['head']}>
      <strong>{oneLine(nameIn(comment.by), 60)}</strong> <span>{`on ${lineWords(comment)}`}</span> <Ago tMs={comment.tMs} />
      {onRemove === null ? null : (
        <span className={styles['remove']}>
          <IconButton label={`Delete the remark on ${lineWords(comment)}`} icon="close" onClick={onRemove} />
        </span>
      )}
    </p>
    <p className={`${styles['text'] ?? ''} foreign`}>{visible(comment.text)}</p>
  </article>
)

interface ComposerProps {
  readonly place: Place
  readonly onSave: (text: string) => Promise<boolean>
  readonly onLeave: () => void
}
export const Composer = ({ place, onSave, onLeave }: ComposerProps) => {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  // The room between the lines gets its place a moment later: nothing may scroll to where it is now.
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), [])
  const ready = text.trim() !== '' && !busy
  const save = (): void => {
    if (!ready) return
    setBusy(true)
    // On a refusal the box stays, with what was written in it.
    void onSave(text.trim()).then(saved => {
      setBusy(false)
      // Without the box the keyboard would be nowhere: it goes back to the code.
      if (saved) onLeave()
    })
  }
  return (
    <form
      className={styles['composer']}
      data-typing
      onSubmit={event => {
        event.preventDefault()
        save()
      }}
    >
      <Textarea
        ref={field}
        label={`Remark on ${lineWords(place)}`}
        description={whoReads}
        value={text}
        maxLength={2000}
        autosize
        minRows={2}
        maxRows={8}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') onLeave()
          else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <div className={styles['foot']}>
        <Button type="submit" variant="filled" disabled={!ready} loading={busy}>
          {`Save (${keyLabel('mod+Enter')})`}
        </Button>
        <Button onClick={onLeave}>Leave (Esc)</Button>
      </div>
    </form>
  )
}
