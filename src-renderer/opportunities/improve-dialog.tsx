/** "Improve now": one metric, how much better, how long at most. Starts a session and nothing else. */
import { Button, Modal, NumberInput, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { MetricView } from '../../src-shared/domain/metric.ts'
import type { Opportunity } from '../../src-shared/domain/opportunity.ts'
import { goalValue } from '../../src-shared/domain/gap.ts'
import { useCore } from '../data/context.tsx'
import { useDo } from '../data/use-do.ts'
import { withUnit } from '../ui/format.ts'
import { Failed } from '../ui/panel-state.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './opportunities.module.css'

const budgets = [
  { label: '1 min', value: '60000' },
  { label: '5 min', value: '300000' },
  { label: '15 min', value: '900000' },
  { label: 'no limit', value: '0' },
]

/** What the manifest asks for, in percent of the first level; null where it cannot be said. */
const declaredPercent = (metric: MetricView | undefined): number | null => {
  if (metric === undefined) return null
  if (metric.goalFraction !== null) return Math.round(metric.goalFraction * 1000) / 10
  if (metric.goalValue === null || metric.reference === null || metric.reference === 0) return null
  const fraction = (metric.goalValue / metric.reference - 1) * (metric.direction === 'lower' ? -1 : 1)
  return fraction > 0 ? Math.round(fraction * 1000) / 10 : null
}

export const ImproveDialog = ({
  opportunity,
  metric,
  onClose,
}: {
  readonly opportunity: Opportunity
  readonly metric: MetricView | undefined
  readonly onClose: () => void
}) => {
  const { transport } = useCore()
  const start = useDo({ inPlace: true })
  const declared = declaredPercent(metric)
  const [percentage, setPercentage] = useState<number | string>(declared ?? '')
  const [budget, setBudget] = useState('300000')
  const title = oneLine(opportunity.title, 100)
  const fraction = typeof percentage === 'number' && percentage > 0 ? percentage / 100 : null
  const changed = fraction !== null && percentage !== declared
  const reference = metric?.reference ?? null
  const aim = fraction === null || reference === null ? null : goalValue(opportunity.direction, reference, fraction)

  const submit = (): void =>
    start.run(
      () =>
        transport.call('session.start', {
          metricIds: [opportunity.metricId],
          ...(changed ? { goals: { [opportunity.metricId]: fraction } } : {}),
          ...(budget === '0' ? {} : { budgetMs: Number(budget) }),
        }),
      () => `A session for ${title} started.`,
      onClose,
    )
  return (
    <Modal opened onClose={onClose} title="Improve now" size={520} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className={styles['form']}
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <p>
          <strong className="foreign">{title}</strong>
        </p>
        <p className="quiet">
          Measures, writes candidates for this metric and proves them in the sandbox. What needs a decision waits for you in
          Review.
        </p>
        <NumberInput
          label="Goal"
          description={
            declared === null
              ? 'Better than the first measurement, in percent. The manifest names a value.'
              : `Better than the first measurement, in percent. The manifest asks for ${declared} %.`
          }
          suffix=" %"
          min={0.1}
          max={900}
          decimalScale={1}
          hideControls
          data-autofocus
          value={percentage}
          onChange={setPercentage}
        />
        <p className="quiet">
          {`Now ${withUnit(opportunity.current, opportunity.unit)}, goal ${withUnit(aim ?? opportunity.goalValue, opportunity.unit)}.`}
        </p>
        <div className={styles['foot']}>
          <span className="quiet">Time limit</span>
          <SegmentedControl size="xs" data={budgets} value={budget} onChange={setBudget} aria-label="Time limit" />
          <Button type="submit" variant="filled" loading={start.busy} disabled={fraction === null && declared !== null} ml="auto">
            Start session
          </Button>
        </div>
        {start.error === null ? null : <Failed error={start.error} />}
      </form>
    </Modal>
  )
}
