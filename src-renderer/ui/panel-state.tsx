/** What a panel shows while it has no content: what happened, what it means, what to do next. */
import type { ReactNode } from 'react'
import { Button } from '@mantine/core'
import type { CallError } from '../../src-shared/api/wire.ts'
import styles from './panel-state.module.css'

export const Empty = ({
  title,
  children,
  action,
}: {
  readonly title: string
  readonly children: ReactNode
  readonly action?: ReactNode
}) => (
  <div className={styles['state']}>
    <p className={styles['title']}>{title}</p>
    <p className={styles['text']}>{children}</p>
    {action === undefined ? null : <div className={styles['action']}>{action}</div>}
  </div>
)

export const Failed = ({ error, retry }: { readonly error: CallError; readonly retry?: () => void }) => (
  <div className={styles['state']} role="alert">
    <p className={styles['title']} data-failed>
      <span aria-hidden="true">✕ </span>
      {error.message}
    </p>
    <p className={styles['text']}>
      {error.next} <span className="faint mono">{error.code}</span>
    </p>
    {retry === undefined ? null : (
      <div className={styles['action']}>
        <Button onClick={retry}>Try again</Button>
      </div>
    )}
  </div>
)

/** Grey lines of the size of what comes, so that nothing jumps. */
export const Loading = ({
  rows = 4,
  height = 20,
  label = 'Loading',
}: {
  readonly rows?: number
  readonly height?: number
  readonly label?: string
}) => (
  <output className={styles['loading']} aria-label={label}>
    {Array.from({ length: rows }, (_, i) => (
      <div key={i} className={styles['bar']} style={{ height }} />
    ))}
  </output>
)
