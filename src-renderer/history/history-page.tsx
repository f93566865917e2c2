/** History: what was changed, by whom, what it brought, and the way back. */
import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { CandidateRow, CandidateState } from '../../src-shared/domain/candidate.ts'
import { mayMove } from '../../src-shared/domain/transitions.ts'
import type { Session } from '../../src-shared/domain/session.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useActions } from '../keys/actions.ts'
import { go } from '../routing/route.ts'
import { factor, plural } from '../ui/format.ts'
import { Empty, Failed, Loading } from '../ui/panel-state.tsx'
import { useNowMs } from '../ui/time.tsx'
import { ChangePanel } from './change-panel.tsx'
import { GainChart } from './gain-chart.tsx'
import { gainOf } from './gain.ts'
import { RollBackDialog } from './roll-back-dialog.tsx'
import { Timeline, timeOf, type BeforeAfter } from './timeline.tsx'
import styles from './history.module.css'

const applied: readonly CandidateState[] = ['approved', 'applied', 'kept', 'rolling-back', 'rolled-back']
const refused: readonly CandidateState[] = ['declined', 'rejected']
const filters = [
  { label: 'Applied', value: 'applied' },
  { label: 'In effect', value: 'in-effect' },
  { label: 'Rolled back', value: 'rolled-back' },
  { label: 'Refused', value: 'refused' },
]
const statesOf: Readonly<Record<string, readonly CandidateState[]>> = {
  applied,
  'in-effect': ['approved', 'applied', 'kept'],
  'rolled-back': ['rolling-back', 'rolled-back'],
  refused,
}

const figuresOf = (sessions: readonly Session[]): Map<string, BeforeAfter> => {
  const figures = new Map<string, BeforeAfter>()
  for (const row of sessions.flatMap(s => s.rows)) {
    if (row.candidateId !== null && row.before !== null && row.after !== null)
      figures.set(row.candidateId, { before: row.before, after: row.after })
  }
  return figures
}

export const HistoryPage = ({ id }: { readonly id: string | null }) => {
  const { queries } = useCore()
  const all = useQuery('candidates.list', { states: [...applied, ...refused], limit: 500 })
  const sessions = useQuery('sessions.list', { limit: 200 }).data
  const metrics = useQuery('metrics.list', {}).data
  const mayApprove = useQuery('status.get', {}).data?.mayApprove === true
  const nowMs = useNowMs()
  const [filter, setFilter] = useState('applied')
  const [rollingBack, setRollingBack] = useState<CandidateRow | null>(null)

  const rows = useMemo(() => [...(all.data ?? [])].sort((a, b) => timeOf(b) - timeOf(a)), [all.data])
  const figures = useMemo(() => figuresOf(sessions ?? []), [sessions])
  const gain = useMemo(() => gainOf(rows, metrics?.length ?? 1), [rows, metrics])
  const shown = rows.filter(r => statesOf[filter]?.includes(r.state) === true)
  const selected = rows.find(r => r.id === id) ?? shown[0] ?? null
  const move = (by: number): void => {
    const at = shown.findIndex(r => r.id === selected?.id)
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + by))]
    if (next !== undefined) go('history', next.id, true)
  }
  useActions([
    { id: 'next', label: 'Next', group: 'This page', keys: ['j', 'ArrowDown'], onlyKeys: true, run: () => move(1) },
    { id: 'previous', label: 'Previous', group: 'This page', keys: ['k', 'ArrowUp'], onlyKeys: true, run: () => move(-1) },
    {
      id: 'open',
      label: 'Open diff and evidence',
      group: 'This page',
      keys: ['Enter'],
      enabled: selected !== null,
      run: () => selected !== null && go('review', selected.id),
    },
    {
      id: 'roll-back',
      label: 'Roll back',
      group: 'This page',
      keys: ['r'],
      enabled: mayApprove && selected !== null && mayMove(selected.state, 'rolling-back'),
      run: () => setRollingBack(selected),
    },
  ])

  const inEffect = rows.filter(r => statesOf['in-effect']?.includes(r.state) === true).length
  return (
    <div className={styles['page']}>
      <div className={styles['main']} tabIndex={-1}>
        <div className={styles['head']}>
          <h1>
            {all.data === undefined
              ? 'History'
              : rows.length === 0
                ? 'Nothing was changed yet'
                : `${plural(inEffect, 'modification')} in effect`}
          </h1>
          {gain.length === 0 ? null : (
            <span
              className="quiet"
              title="Geometric mean over all metrics of the factors measured in the trials of what is in effect"
            >
              {`${factor(gain.at(-1)?.gain ?? 1)} mean gain over all metrics`}
            </span>
          )}
          <SegmentedControl
            size="xs"
            ml="auto"
            data={filters}
            value={filter}
            onChange={setFilter}
            aria-label="Which modifications"
          />
        </div>
        <GainChart points={gain} nowMs={nowMs} />
        {all.data === undefined ? (
          all.error === undefined ? (
            <Loading rows={8} height={40} label="Loading the history" />
          ) : (
            <Failed error={all.error} retry={() => queries.refresh(() => true)} />
          )
        ) : shown.length === 0 ? (
          <Empty title={rows.length === 0 ? 'No modification yet' : 'None of this kind'}>
            {rows.length === 0
              ? 'What you approve in Review is listed here with what it brought. Each one can be taken back with one button.'
              : 'Choose another kind above.'}
          </Empty>
        ) : (
          <Timeline rows={shown} figures={figures} selected={selected?.id ?? null} nowMs={nowMs} />
        )}
      </div>
      <aside className={styles['aside']} aria-label="Chosen modification">
        {selected === null ? null : (
          <ChangePanel
            key={selected.id}
            row={selected}
            figures={figures.get(selected.id)}
            mayApprove={mayApprove}
            onRollBack={() => setRollingBack(selected)}
          />
        )}
      </aside>
      {rollingBack === null ? null : <RollBackDialog row={rollingBack} onClose={() => setRollingBack(null)} />}
    </div>
  )
}
