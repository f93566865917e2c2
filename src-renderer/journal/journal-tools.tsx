/** What of the journal is shown. */
import { Chip, TextInput } from '@mantine/core'
import { memo, type Ref } from 'react'
import { Icon } from '../ui/icons.tsx'
import styles from './journal.module.css'
import { kinds, type JournalFilter, type Kind } from './use-journal.ts'

interface JournalToolsProps {
  readonly filter: JournalFilter
  readonly onFilter: (filter: JournalFilter) => void
  readonly searchRef: Ref<HTMLInputElement>
}

/** Drawn again when the filter changes, not with every page of the table. */
export const JournalTools = memo(({ filter, onFilter, searchRef }: JournalToolsProps) => (
  <search className={styles['tools']}>
    <Chip.Group
      multiple
      value={[...filter.kinds]}
      onChange={chosenKinds => onFilter({ ...filter, kinds: chosenKinds as Kind[] })}
    >
      {kinds.map(kind => (
        <Chip key={kind} value={kind} size="xs" radius="sm" variant="light">
          {kind}
        </Chip>
      ))}
    </Chip.Group>
    <TextInput
      ref={searchRef}
      size="xs"
      type="search"
      className={styles['search']}
      placeholder="Find in action, subject and detail"
      aria-label="Find records"
      leftSection={<Icon name="search" size={14} />}
      value={filter.search}
      maxLength={200}
      onChange={event => onFilter({ ...filter, search: event.currentTarget.value })}
      onKeyDown={event => {
        if (event.key !== 'Escape' && event.key !== 'Enter') return
        if (event.key === 'Escape') onFilter({ ...filter, search: '' })
        event.currentTarget.blur()
      }}
    />
  </search>
))
JournalTools.displayName = 'JournalTools'
