/** Which modifications are listed: state, metric, words. */
import { SegmentedControl, Select, TextInput } from '@mantine/core'
import { memo, type Ref } from 'react'
import { useQuery } from '../data/context.tsx'
import { Icon } from '../ui/icons.tsx'
import { oneLine } from '../ui/visible.ts'
import { whichChoices, type HistoryFilter, type Which } from './filters.ts'
import styles from './history.module.css'

interface HistoryToolsProps {
  readonly filter: HistoryFilter
  readonly onFilter: (filter: HistoryFilter) => void
  readonly searchRef: Ref<HTMLInputElement>
}

/** Drawn again when the filter changes, not with every page of the list. */
export const HistoryTools = memo(({ filter, onFilter, searchRef }: HistoryToolsProps) => {
  const metrics = useQuery('metrics.list', {}).data ?? []
  return (
    <search className={styles['tools']}>
      <SegmentedControl
        size="xs"
        data={[...whichChoices]}
        value={filter.which}
        onChange={which => onFilter({ ...filter, which: which as Which })}
        aria-label="Which modifications"
      />
      <Select
        size="xs"
        w={220}
        clearable
        placeholder="Every metric"
        aria-label="Metric"
        data={metrics.map(m => ({ value: m.id, label: oneLine(m.title, 80) }))}
        value={filter.metricId}
        onChange={metricId => onFilter({ ...filter, metricId })}
        comboboxProps={{ width: 360, position: 'bottom-start' }}
        clearButtonProps={{ 'aria-label': 'Every metric' }}
      />
      <TextInput
        ref={searchRef}
        size="xs"
        className={styles['search']}
        type="search"
        placeholder="Find by title, file, metric or rule"
        aria-label="Find modifications"
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
  )
})
HistoryTools.displayName = 'HistoryTools'
