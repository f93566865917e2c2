/** A folder of the operator's: type its path or walk to it, see what it is, then open it. Nothing is written before the last button. */
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useOptionalQuery } from '../data/context.tsx'
import { Failed, Loading } from '../ui/panel-state.tsx'
import { FolderBrowser } from './folder-browser.tsx'
import { FolderPreview } from './folder-preview.tsx'
import type { Opening } from './use-open-project.ts'
import styles from './welcome.module.css'

export const OpenFolder = ({
  root,
  onRoot,
  opening,
}: {
  /** The folder that is looked at. */
  readonly root: string | null
  readonly onRoot: (root: string | null) => void
  readonly opening: Opening
}) => {
  const [typed, setTyped] = useState<string | null>(null)
  const look = useOptionalQuery('projects.look', root === null ? null : { root })
  const choose = (path: string): void => {
    setTyped(null)
    onRoot(path)
  }
  const text = typed ?? root ?? ''
  return (
    <section aria-labelledby="way-folder">
      <h2 id="way-folder">A folder of yours</h2>
      <form
        className={styles['path']}
        onSubmit={event => {
          event.preventDefault()
          if (text.trim() !== '') choose(text.trim())
        }}
      >
        <TextInput
          size="xs"
          flex={1}
          aria-label="Folder"
          placeholder="/home/me/code/project"
          classNames={{ input: 'mono' }}
          spellCheck={false}
          value={text}
          onChange={event => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" disabled={text.trim() === ''}>
          Look
        </Button>
      </form>
      <div className={styles['folder']}>
        <FolderBrowser chosen={root} onChoose={choose} />
        <div className={styles['preview']} aria-live="polite">
          {root === null ? (
            <p className="quiet">Choose a folder: what is found in it is shown here first. Nothing is written by looking.</p>
          ) : look.data !== undefined ? (
            <FolderPreview key={root} look={look.data} opening={opening} />
          ) : look.error !== undefined ? (
            <Failed error={look.error} />
          ) : (
            <Loading rows={4} label="Looking at the folder" />
          )}
        </div>
      </div>
    </section>
  )
}
