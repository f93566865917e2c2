/** History: what was changed, by whom, what it brought, and the way back. */
import { SegmentedControl } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { mayMove } from '../../src-shared/domain/transitions.ts'
import { useCore, useOptionalQuery, useQuery } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { useActions } from '../keys/actions.ts'
import { go } from '../routing/route.ts'
import { count, factor, plural } from '../ui/format.ts'
import { Empty, Failed, Loading } from '../ui/panel-state.tsx'
import { useNowMs } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import { ChangePanel, mayRetry } from './change-panel.tsx'
import { EvolutionChart } from './evolution-chart.tsx'
import { evolutionNames, evolutions, type Evolution } from './evolution.ts'
import { filterFor, noFilter, timeOf } from './filters.ts'
import { HistoryTools } from './history-tools.tsx'
import { KeepDialog } from './keep-dialog.tsx'
import { KeptEditDialog } from './kept-edit-dialog.tsx'
import { RollBackDialog } from './roll-back-dialog.tsx'
import { RowMenu, type MenuPlace } from './row-menu.tsx'
import { askRollBackSince } from './since.ts'
import { Timeline } from './timeline.tsx'
import { useAsked } from './use-asked.ts'
import { useFigures, useHistory } from './use-history.ts'
import { useKeptEdits } from './use-kept-edits.ts'
import styles from './history.module.css'

export const HistoryPage = ({ id }: { readonly id: string | null }) => {
  const { transport } = useCore()
  const [filter, setFilter] = useState(noFilter)
  const [settled] = useDebouncedValue(filter, 150)
  const list = useHistory(settled)
  const { store } = list
  const summary = useQuery('history.summary', {})
  const figures = useFigures()
  const mayApprove = useQuery('status.get', {}).data?.mayApprove === true
  const nowMs = useNowMs()
  const [evolution, setEvolution] = useState<Evolution>('gain')
  const [rollingBack, setRollingBack] = useState<CandidateRow | null>(null)
  const [menu, setMenu] = useState<MenuPlace | null>(null)
  const retrying = useDo()
  const search = useRef<HTMLInputElement>(null)

  const rows = list.rows ?? []
  const found = rows.find(r => r.id === id)
  // A link may name one that no page has brought yet.
  const linked = useOptionalQuery('candidates.get', id === null || found !== undefined ? null : { id })
  const selected = found ?? linked.data ?? rows[0] ?? null
  const asked = useAsked(selected?.id)
  const edits = useKeptEdits(selected?.id)
  const shows = linked.data === undefined ? null : filterFor(linked.data.state)
  const looked = useRef<string | null>(null)
  const [locating, setLocating] = useState<string | null>(null)
  useEffect(() => {
    if (id === null || found !== undefined || shows === null || looked.current === id) return
    looked.current = id
    setFilter(shows)
    setLocating(id)
  }, [id, found, shows])
  useEffect(() => {
    if (locating !== null) void store.until(row => row.id === locating)
  }, [locating, store])

  const move = (by: number): void => {
    const at = rows.findIndex(r => r.id === selected?.id)
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))]
    if (next !== undefined) go('history', next.id, true)
  }
  const retry = (row: CandidateRow): void =>
    retrying.run(
      () => transport.call('candidates.retry', { id: row.id }),
      () => `${oneLine(row.title, 100)} is tried again. What comes of it waits in Review.`,
      () => go('now'),
    )
  const openMenu = useCallback((row: CandidateRow, at: { readonly x: number; readonly y: number }) => setMenu({ row, ...at }), [])
  const older = useCallback(() => void store.more(), [store])
  useActions([
    { id: 'next', label: 'Next', group: 'This page', keys: ['j', 'ArrowDown'], onlyKeys: true, run: () => move(1) },
    { id: 'previous', label: 'Previous', group: 'This page', keys: ['k', 'ArrowUp'], onlyKeys: true, run: () => move(-1) },
    { id: 'find', label: 'Find', group: 'This page', keys: ['/'], run: () => search.current?.focus() },
    {
      id: 'open',
      label: 'Open diff and evidence',
      group: 'This page',
      keys: ['Enter'],
      enabled: selected !== null,
      run: () => selected !== null && go('review', selected.id),
    },
    ...asked.actions,
    ...edits.actions,
    {
      id: 'roll-back',
      label: 'Roll back',
      group: 'This page',
      keys: ['r'],
      enabled: mayApprove && selected !== null && mayMove(selected.state, 'rolling-back'),
      run: () => setRollingBack(selected),
    },
    {
      id: 'roll-back-since',
      label: 'Roll back everything since this one',
      group: 'This page',
      keys: ['b'],
      enabled: mayApprove && selected !== null,
      run: () => selected !== null && askRollBackSince(timeOf(selected)),
    },
    {
      id: 'retry',
      label: 'Try again',
      group: 'This page',
      keys: ['y'],
      enabled: mayApprove && selected !== null && mayRetry(selected) && !retrying.busy,
      run: () => selected !== null && retry(selected),
    },
    {
      id: 'more',
      label: 'More with this one',
      group: 'This page',
      keys: ['m'],
      onlyKeys: true,
      enabled: selected !== null,
      run: () => {
        const box = document.querySelector(`a[aria-current='true'][href$='${selected?.id ?? ''}']`)?.getBoundingClientRect()
        if (selected !== null) setMenu({ row: selected, x: box?.left ?? innerWidth / 2, y: box?.bottom ?? innerHeight / 3 })
      },
    },
  ])

  const known = summary.data
  const nothing = known !== undefined && known.inEffect + known.rolledBack + known.declined === 0 && rows.length === 0
  const gain = known?.points.at(-1)?.gain
  return (
    <div className={styles['page']}>
      <div className={styles['main']}>
        <div className={styles['head']}>
          <h1>
            {known === undefined
              ? 'History'
              : nothing
                ? 'Nothing was changed yet'
                : `${plural(known.inEffect, 'modification')} in effect`}
          </h1>
          {known === undefined || nothing ? null : (
            <span className="quiet" title={evolutions.gain.title}>
              {[
                gain === undefined ? null : `${factor(gain)} mean gain over all metrics`,
                `${count(known.rolledBack)} rolled back`,
                `${count(known.declined)} declined`,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          )}
          {known === undefined || nothing ? null : (
            <SegmentedControl
              size="xs"
              ml="auto"
              data={evolutionNames.map(value => ({ value, label: evolutions[value].label }))}
              value={evolution}
              onChange={value => setEvolution(value as Evolution)}
              aria-label="Which course"
            />
          )}
        </div>
        {nothing ? null : (
          <>
            <div className={styles['courses']}>
              {known === undefined ? null : <EvolutionChart points={known.points} evolution={evolution} nowMs={nowMs} />}
            </div>
            <HistoryTools filter={filter} onFilter={setFilter} searchRef={search} />
          </>
        )}
        {list.rows === undefined ? (
          list.error === undefined ? (
            <Loading rows={8} height={36} label="Loading the history" />
          ) : (
            <Failed error={list.error} retry={older} />
          )
        ) : rows.length === 0 ? (
          <Empty title={nothing ? 'No modification yet' : 'None that fits'}>
            {nothing
              ? 'What you approve in Review is listed here with what it brought. Each one can be taken back with one button.'
              : 'Choose another kind or metric above, or search for other words.'}
          </Empty>
        ) : (
          <>
            {list.error === undefined ? null : <Failed error={list.error} retry={older} />}
            <Timeline
              rows={rows}
              complete={list.complete || list.error !== undefined}
              figures={figures}
              asking={asked.all}
              selected={selected?.id ?? null}
              nowMs={nowMs}
              onNearEnd={older}
              onMenu={openMenu}
            />
          </>
        )}
      </div>
      <aside className={styles['aside']} aria-label="Chosen modification">
        {id !== null && linked.error !== undefined ? <Failed error={linked.error} /> : null}
        {selected === null ? null : (
          <ChangePanel
            key={selected.id}
            row={selected}
            figures={figures.get(selected.id)}
            mayApprove={mayApprove}
            asks={asked.asks}
            edits={edits}
            onRollBack={() => setRollingBack(selected)}
            onRetry={() => retry(selected)}
            onMore={at => openMenu(selected, at)}
          />
        )}
      </aside>
      <RowMenu place={menu} mayApprove={mayApprove} onClose={() => setMenu(null)} onRollBack={setRollingBack} onRetry={retry} />
      {asked.keeping === null ? null : <KeepDialog asks={asked.keeping} onClose={asked.close} />}
      {edits.open === null ? null : <KeptEditDialog key={edits.open.edit.id} {...edits.open} onClose={edits.close} />}
      {rollingBack === null ? null : <RollBackDialog row={rollingBack} onClose={() => setRollingBack(null)} />}
    </div>
  )
}
