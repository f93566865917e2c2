/** The unified diff as text, every line of it: for files the editor cannot show honestly, and while it is not there. */
import { useMemo } from 'react'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { visible } from '../ui/visible.ts'
import styles from './plain-diff.module.css'

const kindOf = (line: string): string => {
  if (line.startsWith('+++') || line.startsWith('---') || line.startsWith('Index:') || line.startsWith('===')) return 'head'
  if (line.startsWith('@@')) return 'hunk'
  return line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same'
}

export const PlainDiff = ({ diff }: { readonly diff: string }) => {
  const lines = useMemo(() => visible(diff).split('\n'), [diff])
  return (
    <ScrollRegion className={styles['diff']} label="Diff as text">
      {lines.map((line, i) => (
        <div key={i} data-kind={kindOf(line)}>
          {line === '' ? ' ' : line}
        </div>
      ))}
    </ScrollRegion>
  )
}
