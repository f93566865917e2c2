/** The folders of this machine, one level at a time. Up, Down and Enter work as in a list; Backspace goes up. */
import { useRef, useState, type KeyboardEvent } from 'react'
import { useQuery } from '../data/context.tsx'
import { Icon } from '../ui/icons.tsx'
import { Failed, Loading } from '../ui/panel-state.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './welcome.module.css'

const moveFocus = (list: HTMLElement, by: number): void => {
  const buttons = [...list.querySelectorAll('button')]
  const at = buttons.findIndex(each => each === document.activeElement)
  buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus()
}

export const FolderBrowser = ({
  chosen,
  onChoose,
}: {
  readonly chosen: string | null
  readonly onChoose: (path: string) => void
}) => {
  const [at, setAt] = useState<string | null>(null)
  const { data, error } = useQuery('folders.list', at === null ? {} : { path: at })
  const list = useRef<HTMLElement>(null)
  const enter = (path: string): void => {
    setAt(path)
    // The button that was pressed goes away: the list keeps the focus.
    list.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moveFocus(event.currentTarget, event.key === 'ArrowDown' ? 1 : -1)
    else if (event.key === 'Backspace' && data?.parent != null) enter(data.parent)
    else return
    event.preventDefault()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys move between the buttons inside
    <section
      ref={list}
      aria-label="Folders"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the arrow keys (WCAG 2.1.1)
      tabIndex={0}
      className={styles['browser']}
      onKeyDown={onKeyDown}
    >
      <p className={`${styles['here'] ?? ''} mono cut foreign`} title={data === undefined ? '' : oneLine(data.path)}>
        {data === undefined ? (at ?? '') : oneLine(data.path)}
      </p>
      {error !== undefined && data === undefined ? (
        <Failed error={error} retry={() => setAt(null)} />
      ) : data === undefined ? (
        <Loading rows={6} label="Loading folders" />
      ) : (
        <ul>
          {data.parent === null ? null : (
            <li>
              <button type="button" className={styles['entry']} onClick={() => enter(data.parent ?? '/')}>
                <Icon name="back" size={14} />
                <span>One up</span>
              </button>
            </li>
          )}
          {data.folders.map(folder => (
            <li key={folder.path} className={styles['line']}>
              <button
                type="button"
                className={styles['entry']}
                aria-current={folder.path === chosen ? 'true' : undefined}
                onClick={() => {
                  onChoose(folder.path)
                  if (!folder.isProject) enter(folder.path)
                }}
              >
                <Icon name="folder" size={14} />
                <span className="cut foreign">{oneLine(folder.name, 120)}</span>
                {folder.isProject ? <span className={styles['isProject']}>ASIS project</span> : null}
              </button>
            </li>
          ))}
          {data.folders.length === 0 ? <li className="quiet">No folders in here.</li> : null}
          {data.truncated ? <li className="quiet">There are more than can be shown: type the path.</li> : null}
        </ul>
      )}
    </section>
  )
}
