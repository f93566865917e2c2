/** Now: is everything fine, what is wanted, what happens. The first page, readable without a click. */
import { SegmentedControl, TextInput } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import { useCore, useQuery } from '../data/context.tsx'
import { useMeasure } from '../data/use-measure.ts'
import { useActions } from '../keys/actions.ts'
import { go } from '../routing/route.ts'
import { Icon } from '../ui/icons.tsx'
import { KeyButton } from '../ui/key-button.tsx'
import { Failed, Loading } from '../ui/panel-state.tsx'
import { useNowMs } from '../ui/time.tsx'
import { FiguresHint } from './figures-hint.tsx'
import { headline } from './headline.ts'
import { MetricsGrid } from './metrics-grid.tsx'
import { ranges, useRange } from './ranges.ts'
import { fewest, useLayout } from './shown-metrics.ts'
import { Side } from './side.tsx'
import { StartSession } from './start-session.tsx'
import styles from './dashboard.module.css'

const Headline = () => {
  const status = useQuery('status.get', {}).data
  const metrics = useQuery('metrics.list', {}).data
  const changes = useQuery('candidates.list', { limit: 500 }).data
  const nowMs = useNowMs()
  return (
    <h1 className={styles['headline']}>
      {status === undefined || metrics === undefined ? 'Now' : headline(status, metrics, changes ?? [], nowMs)}
    </h1>
  )
}

export const Dashboard = () => {
  const { queries } = useCore()
  const status = useQuery('status.get', {})
  const metrics = useQuery('metrics.list', {})
  const changes = useQuery('candidates.list', { limit: 500 }).data
  const asking = useQuery('watches.asking', {}).data?.[0]
  const [spanMs, setSpanMs] = useRange()
  const [starting, setStarting] = useState(false)
  const measuring = useMeasure()

  const all = metrics.data
  const layout = useLayout(all?.length ?? 0)
  const [search, setSearch] = useState('')
  const field = useRef<HTMLInputElement>(null)

  const stopped = status.data?.stopped ?? null
  const mayStart = status.data?.mayApprove === true && status.data.running === null && stopped === null
  const isMany = (all?.length ?? 0) >= fewest
  const measure = (): void => measuring.run()
  useActions([
    {
      id: 'improve',
      label: 'Improve: start a session',
      group: 'This page',
      keys: ['i'],
      enabled: mayStart,
      run: () => setStarting(true),
    },
    {
      id: 'measure',
      label: 'Measure all metrics',
      group: 'This page',
      keys: ['m'],
      enabled: mayStart && !measuring.busy,
      run: measure,
    },
    {
      id: 'filter-metrics',
      label: 'Filter metrics',
      group: 'This page',
      keys: ['/'],
      enabled: isMany,
      run: () => field.current?.focus(),
    },
    {
      id: 'metric-rows',
      label: 'Show metrics as rows or as cards',
      group: 'This page',
      keys: ['v'],
      enabled: all !== undefined && all.length > 0,
      run: () => layout.setRows(!layout.rows),
    },
    {
      id: 'metric-groups',
      label: layout.grouped ? 'Do not group metrics' : 'Group metrics by file',
      group: 'This page',
      keys: [],
      enabled: all !== undefined && all.length > 0,
      run: () => layout.setGrouped(!layout.grouped),
    },
    {
      id: 'first-waiting',
      label: 'Open what waits',
      group: 'This page',
      keys: ['Enter'],
      enabled: asking !== undefined || (status.data?.waiting ?? 0) > 0,
      // What is in effect comes first.
      run: () => (asking === undefined ? go('review') : go('history', asking.id)),
    },
  ])

  const rows = useMemo(() => changes ?? [], [changes])
  const failure = metrics.error ?? status.error

  return (
    <div className={styles['page']}>
      <div className={styles['main']} data-scrolls>
        <Headline />
        <div className={styles['tools']}>
          {/* Rows show the latest values. */}
          {layout.rows ? null : (
            <SegmentedControl
              size="xs"
              data={ranges.map(r => ({ label: r.label, value: `${r.spanMs}` }))}
              value={`${spanMs}`}
              onChange={value => setSpanMs(Number(value))}
              aria-label="Time shown in the charts"
            />
          )}
          <FiguresHint about="level" />
          {isMany ? (
            <>
              <TextInput
                ref={field}
                size="xs"
                w={130}
                leftSection={<Icon name="search" size={14} />}
                placeholder="Filter metrics"
                aria-label="Filter metrics"
                value={search}
                onChange={event => setSearch(event.currentTarget.value)}
                onKeyDown={event => {
                  if (event.key === 'Escape') setSearch('')
                  if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur()
                }}
              />
              <SegmentedControl
                size="xs"
                data={['Cards', 'Rows']}
                value={layout.rows ? 'Rows' : 'Cards'}
                onChange={value => layout.setRows(value === 'Rows')}
                aria-label="Metrics as"
              />
              <SegmentedControl
                size="xs"
                data={['All', 'By file']}
                value={layout.grouped ? 'By file' : 'All'}
                onChange={value => layout.setGrouped(value === 'By file')}
                aria-label="Groups of metrics"
              />
            </>
          ) : null}
          <span className={styles['actions']}>
            <KeyButton
              label={measuring.busy ? 'Measuring' : 'Measure'}
              tip="Measure all metrics; nothing is changed"
              keys="m"
              icon="measure"
              disabled={!mayStart || measuring.busy}
              onClick={measure}
            />
            <KeyButton
              label="Improve"
              tip="Start a session"
              keys="i"
              icon="play"
              variant="filled"
              disabled={!mayStart}
              onClick={() => setStarting(true)}
            />
          </span>
        </div>
        {all !== undefined ? (
          <MetricsGrid
            metrics={all}
            changes={rows}
            spanMs={spanMs}
            search={search}
            layout={layout}
            onMeasure={mayStart && !measuring.busy ? measuring.run : null}
          />
        ) : failure === undefined ? (
          <Loading rows={3} height={240} label="Loading metrics" />
        ) : (
          <Failed error={failure} retry={() => queries.refresh(() => true)} />
        )}
      </div>
      <Side />
      <StartSession metrics={all ?? []} opened={starting} onClose={() => setStarting(false)} />
    </div>
  )
}
