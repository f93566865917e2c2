/** Starts one improvement run: which metrics, how much better, how long at most. */
import { Button, Checkbox, Modal, NumberInput, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { Input } from '../../src-shared/api/contract.ts'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import { useCore } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { percent, plural, withUnit } from '../ui/format.ts'
import { Failed } from '../ui/panel-state.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './start-session.module.css'

const budgets = [
  { label: 'no limit', value: '0' },
  { label: '5 min', value: '300000' },
  { label: '15 min', value: '900000' },
  { label: '1 h', value: '3600000' },
]

export const StartSession = ({
  metrics,
  opened,
  onClose,
}: {
  readonly metrics: readonly MetricView[]
  readonly opened: boolean
  readonly onClose: () => void
}) => {
  const { transport } = useCore()
  const start = useDo({ inPlace: true })
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [goals, setGoals] = useState<Readonly<Record<string, number>>>({})
  const [budget, setBudget] = useState('0')
  const chosen = metrics.filter(m => !left.has(m.id))

  const input = (): Input<'session.start'> => ({
    metricIds: chosen.map(m => m.id),
    goals: Object.fromEntries(chosen.flatMap(m => (goals[m.id] === undefined ? [] : [[m.id, goals[m.id]! / 100]]))),
    ...(budget === '0' ? {} : { budgetMs: Number(budget) }),
  })
  const submit = (): void =>
    start.run(
      () => transport.call('session.start', input()),
      () => `A session over ${plural(chosen.length, 'metric')} started.`,
      onClose,
    )
  return (
    <Modal opened={opened} onClose={onClose} title="Improve" size={640} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <p className="quiet">
          Measures, writes candidates and proves them in the sandbox. What needs a decision waits for you in Review.
        </p>
        <div className={styles['choose']}>
          <span className="quiet">{`${chosen.length} of ${plural(metrics.length, 'metric')}`}</span>
          <Button size="compact-xs" variant="subtle" onClick={() => setLeft(new Set())}>
            All
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={() => setLeft(new Set(metrics.map(m => m.id)))}>
            None
          </Button>
        </div>
        <fieldset className={styles['list']} aria-label="Metrics">
          {metrics.map(m => (
            <div key={m.id} className={styles['row']}>
              <Checkbox
                size="xs"
                label={oneLine(m.title, 80)}
                checked={!left.has(m.id)}
                onChange={event => {
                  const next = new Set(left)
                  if (event.currentTarget.checked) next.delete(m.id)
                  else next.add(m.id)
                  setLeft(next)
                }}
              />
              <span className="quiet">{m.baseline === null ? 'not measured yet' : withUnit(m.baseline.median, m.unit)}</span>
              <span className="quiet">{m.gap === null ? '' : m.gap === 0 ? 'goal reached' : `gap ${percent(m.gap)}`}</span>
              <NumberInput
                size="xs"
                w={96}
                suffix=" %"
                min={1}
                max={900}
                hideControls
                disabled={left.has(m.id)}
                aria-label={`Goal for ${oneLine(m.title, 80)} in percent`}
                placeholder={m.goalFraction === null ? 'no goal' : percent(m.goalFraction)}
                value={goals[m.id] ?? ''}
                onChange={value => {
                  const { [m.id]: _old, ...others } = goals
                  setGoals(typeof value === 'number' && value > 0 ? { ...others, [m.id]: value } : others)
                }}
              />
            </div>
          ))}
        </fieldset>
        <div className={styles['foot']}>
          <span className="quiet">Time limit</span>
          <SegmentedControl size="xs" data={budgets} value={budget} onChange={setBudget} aria-label="Time limit" />
          <Button type="submit" variant="filled" data-autofocus loading={start.busy} disabled={chosen.length === 0} ml="auto">
            Start session
          </Button>
        </div>
        {start.error === null ? null : <Failed error={start.error} />}
      </form>
    </Modal>
  )
}
