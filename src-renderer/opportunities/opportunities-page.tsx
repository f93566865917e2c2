/** Opportunities: what falls short of its goal, most worth doing first, and what could be done about it. */
import { Button, TextInput } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import { useCore, useQuery } from '../data/context.tsx'
import { useMetricColours } from '../data/metric-colour.ts'
import { useDo } from '../data/use-do.ts'
import { useMeasure } from '../data/use-measure.ts'
import { useActions } from '../keys/actions.ts'
import { plural } from '../ui/format.ts'
import { Icon } from '../ui/icons.tsx'
import { KeyButton } from '../ui/key-button.tsx'
import { Empty, Failed, Loading } from '../ui/panel-state.tsx'
import { ImproveDialog } from './improve-dialog.tsx'
import { NotMeasured } from './not-measured.tsx'
import { OpportunityPanel } from './opportunity-panel.tsx'
import { nextOrder, ordered, type Order } from './order.ts'
import { OpportunitiesTable } from './table.tsx'
import styles from './opportunities.module.css'

export const OpportunitiesPage = () => {
  const { transport, queries } = useCore()
  const list = useQuery('opportunities.list', {})
  const metrics = useQuery('metrics.list', {}).data
  const status = useQuery('status.get', {}).data
  const colours = useMetricColours()
  const [order, setOrder] = useState<Order>({ by: 'rank', turned: false })
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const [lookingAt, setLookingAt] = useState<string | null>(null)
  const [improving, setImproving] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const looking = useDo()
  const measuring = useMeasure()

  const all = list.data
  const rows = useMemo(() => ordered(all ?? [], search, order), [all, search, order])
  const selected = rows.find(o => o.metricId === chosen) ?? rows[0] ?? null
  const mayOperate = status?.mayApprove === true && status.stopped === null
  const running = status?.running ?? null
  const mayStart = mayOperate && running === null

  const move = (by: number): void => {
    const at = rows.findIndex(o => o.metricId === selected?.metricId)
    setChosen(rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.metricId ?? null)
  }
  const look = (): void => {
    if (selected === null) return
    const { metricId } = selected
    setLookingAt(metricId)
    looking.run(
      () => transport.call('opportunities.look', { metricId }).finally(() => setLookingAt(null)),
      found =>
        found.length === 0 ? 'No generator has an idea for it.' : `${plural(found.length, 'idea')} found. Nothing was tried.`,
      found =>
        queries.update('opportunities.list', known => known.map(o => (o.metricId === metricId ? { ...o, hints: found } : o))),
    )
  }
  const improve = (): void => setImproving(selected?.metricId ?? null)
  const measure = (): void => measuring.run()
  useActions([
    { id: 'next', label: 'Next', group: 'This page', keys: ['j', 'ArrowDown'], onlyKeys: true, run: () => move(1) },
    { id: 'previous', label: 'Previous', group: 'This page', keys: ['k', 'ArrowUp'], onlyKeys: true, run: () => move(-1) },
    {
      id: 'improve-now',
      label: 'Improve the chosen metric now',
      group: 'This page',
      keys: ['Enter', 'i'],
      enabled: mayStart && selected !== null,
      run: improve,
    },
    {
      id: 'look',
      label: 'Look what generators would try',
      group: 'This page',
      keys: ['l'],
      enabled: mayOperate && selected !== null && lookingAt === null,
      run: look,
    },
    {
      id: 'measure',
      label: 'Measure all metrics',
      group: 'This page',
      keys: ['m'],
      enabled: mayStart && !measuring.busy,
      run: measure,
    },
    { id: 'filter', label: 'Filter', group: 'This page', keys: ['/'], run: () => field.current?.focus() },
  ])

  const measured = (metrics ?? []).some(m => m.latest !== null)
  const failed = (metrics ?? []).filter(m => m.failed !== undefined)
  const improved = improving === null ? undefined : (all ?? []).find(o => o.metricId === improving)
  return (
    <div className={styles['page']}>
      <div className={styles['main']}>
        <div className={styles['head']}>
          <h1>
            {all === undefined || all.length === 0
              ? 'Opportunities'
              : `${plural(all.length, 'metric')} ${all.length === 1 ? 'falls' : 'fall'} short of ${all.length === 1 ? 'its goal' : 'their goals'}`}
          </h1>
          <TextInput
            ref={field}
            size="xs"
            w={220}
            ml="auto"
            leftSection={<Icon name="search" size={14} />}
            placeholder="Metric or rule"
            aria-label="Filter opportunities"
            value={search}
            onChange={event => setSearch(event.currentTarget.value)}
            onKeyDown={event => {
              if (event.key === 'Escape') setSearch('')
              if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur()
            }}
          />
          <KeyButton
            label={measuring.busy ? 'Measuring' : 'Measure'}
            tip="Measure all metrics; nothing is changed"
            keys="m"
            icon="measure"
            disabled={!mayStart || measuring.busy}
            onClick={measure}
          />
        </div>
        <NotMeasured metrics={failed} onMeasure={mayStart && !measuring.busy ? measuring.run : null} />
        {all === undefined ? (
          list.error === undefined ? (
            <Loading rows={8} height={28} label="Loading opportunities" />
          ) : (
            <Failed error={list.error} retry={() => queries.refresh(() => true)} />
          )
        ) : all.length === 0 ? (
          <Empty
            title={
              failed.length > 0
                ? 'Nothing else falls short of its goal'
                : measured
                  ? 'Every goal is within reach'
                  : 'Nothing has been measured yet'
            }
            action={
              <Button disabled={!mayStart || measuring.busy} onClick={measure}>
                {measured ? 'Measure again' : 'Measure'}
              </Button>
            }
          >
            {measured
              ? 'A metric comes here when its level is further from its goal than the threshold of the manifest (10 % unless it says otherwise).'
              : 'Measuring finds the level of each metric in the sandbox; what falls short of its goal is ranked here. Nothing is changed.'}
          </Empty>
        ) : rows.length === 0 ? (
          <Empty title="None matches" action={<Button onClick={() => setSearch('')}>Show all</Button>}>
            No metric and no rule has this in its name.
          </Empty>
        ) : (
          <OpportunitiesTable
            rows={rows}
            order={order}
            onSort={by => setOrder(now => nextOrder(now, by))}
            selected={selected?.metricId ?? null}
            onChoose={setChosen}
            colours={colours}
            running={running}
          />
        )}
      </div>
      <aside className={styles['aside']} aria-label="Chosen opportunity">
        {selected === null ? null : (
          <OpportunityPanel
            opportunity={selected}
            colour={colours.get(selected.metricId) ?? 'var(--text-2)'}
            running={running}
            looking={lookingAt === selected.metricId}
            mayOperate={mayOperate}
            onLook={look}
            onImprove={improve}
          />
        )}
      </aside>
      {improved === undefined ? null : (
        <ImproveDialog
          opportunity={improved}
          metric={metrics?.find(m => m.id === improved.metricId)}
          onClose={() => setImproving(null)}
        />
      )}
    </div>
  )
}
