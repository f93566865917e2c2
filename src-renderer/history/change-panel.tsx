/** One modification in short, and what can be done with it. */
import { ActionIcon, Button } from '@mantine/core'
import type { CandidateDetail, CandidateRow } from '../../src-shared/domain/candidate.ts'
import { mayMove } from '../../src-shared/domain/transitions.ts'
import { whoOf } from '../../src-shared/domain/person.ts'
import { useQuery } from '../data/context.tsx'
import { decidersOf } from '../review/approvals.ts'
import { addressOf } from '../routing/route.ts'
import { exactTime, factorWithInterval, number, unitOf } from '../ui/format.ts'
import { Icon } from '../ui/icons.tsx'
import { KeyButton } from '../ui/key-button.tsx'
import { RiskTag, StateTag, VerdictTag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine } from '../ui/visible.ts'
import { KeptEditList } from './kept-edits.tsx'
import type { BeforeAfter } from './use-history.ts'
import type { KeptEdits } from './use-kept-edits.ts'
import { AnswerButtons, AsksTag, WatchAsks, type Asks } from './watch-asks.tsx'
import styles from './history.module.css'

const watchWords = {
  none: '',
  running: 'being watched',
  fine: 'guardrails fine',
  degraded: 'a guardrail got worse',
  unclear: 'unclear',
} as const

interface ChangePanelProps {
  readonly row: CandidateRow
  readonly figures: BeforeAfter | undefined
  readonly mayApprove: boolean
  /** Null where its watch asks nothing. */
  readonly asks: Asks | null
  readonly edits: KeptEdits
  readonly onRollBack: () => void
  readonly onRetry: () => void
  readonly onMore: (at: { readonly x: number; readonly y: number }) => void
}

/** What was measured, summed up where there is one size. */
const measuredOf = (detail: CandidateDetail | undefined): BeforeAfter | undefined => {
  const only = detail?.evidence?.measurement?.bySize
  const size = only?.length === 1 ? only[0] : undefined
  return size === undefined ? undefined : { before: size.before.median, after: size.after.median }
}

/** States of which another trial makes a new candidate. */
export const mayRetry = (row: CandidateRow): boolean => ['rolled-back', 'declined', 'rejected'].includes(row.state)

export const ChangePanel = ({ row, figures, mayApprove, asks, edits, onRollBack, onRetry, onMore }: ChangePanelProps) => {
  const detail = useQuery('candidates.get', { id: row.id }).data
  const canRollBack = mayMove(row.state, 'rolling-back')
  const { decision } = row
  const trial = measuredOf(detail)
  return (
    <div className={styles['panel']}>
      <h2 className={`${styles['panelTitle'] ?? ''} foreign`}>{oneLine(row.title)}</h2>
      <p className={styles['tags']}>
        {asks === null || row.state !== 'applied' ? <StateTag state={row.state} /> : null}
        {asks === null ? null : <AsksTag />}
        {row.verdict === null ? null : <VerdictTag verdict={row.verdict} />}
        {row.risk === null ? null : <RiskTag risk={row.risk} />}
      </p>
      {asks === null ? null : <WatchAsks asks={asks} />}
      <dl className={styles['facts']}>
        <dt>metric</dt>
        <dd className="foreign">{oneLine(row.metricTitle)}</dd>
        {figures === undefined ? null : (
          <>
            <dt>before → after</dt>
            <dd>{`${number(figures.before)} → ${number(figures.after)} ${unitOf(row.unit)}`}</dd>
          </>
        )}
        {row.improvement === null ? null : (
          <>
            <dt>in its trial</dt>
            <dd>
              {factorWithInterval(row.improvement)}
              {trial === undefined ? null : (
                <span className="quiet">{`, ${number(trial.before)} → ${number(trial.after)} ${unitOf(detail?.evidence?.measurement?.unit ?? '')}`}</span>
              )}
            </dd>
          </>
        )}
        {decision === null ? null : (
          <>
            <dt>{decision.verb}</dt>
            <dd className="foreign">
              <Ago tMs={decision.tMs} /> {`by ${oneLine(decidersOf(detail ?? row) ?? '', 120)}`}
            </dd>
          </>
        )}
        {row.state === 'rolled-back' ? (
          <>
            <dt>rolled back</dt>
            <dd className="foreign" title={exactTime(row.updatedMs)}>
              <Ago tMs={row.updatedMs} />
              {row.rollback === null ? '' : ` by ${oneLine(whoOf(row.rollback.by), 60)}`}
            </dd>
          </>
        ) : null}
        {row.note === '' ? null : (
          <>
            <dt>why</dt>
            <dd className="foreign">{oneLine(row.note)}</dd>
          </>
        )}
        {asks !== null || detail === undefined || detail.watch.status === 'none' ? null : (
          <>
            <dt>watch</dt>
            <dd className="foreign">{`${watchWords[detail.watch.status]}. ${oneLine(detail.watch.detail)}`}</dd>
          </>
        )}
        {row.paths.map(path => (
          <div key={path} className={styles['pair']}>
            <dt>file</dt>
            <dd className="mono foreign">{oneLine(path)}</dd>
          </div>
        ))}
      </dl>
      <p className={`${styles['reason'] ?? ''} quiet foreign`}>{detail === undefined ? '' : oneLine(detail.reason, 1000)}</p>
      <KeptEditList edits={edits} />
      <div className={styles['panelActions']}>
        {asks === null ? null : <AnswerButtons asks={asks} />}
        {canRollBack ? (
          <KeyButton
            label="Roll back"
            tip={mayApprove ? 'Preview and roll back' : 'This window may only look'}
            keys="r"
            icon="back"
            variant="filled"
            disabled={!mayApprove}
            onClick={onRollBack}
          />
        ) : null}
        {mayRetry(row) ? (
          <KeyButton
            label="Try again"
            tip={mayApprove ? 'Another trial against the files of today' : 'This window may only look'}
            keys="y"
            icon="retry"
            disabled={!mayApprove}
            onClick={onRetry}
          />
        ) : null}
        <Button component="a" href={addressOf('review', row.id)}>
          Diff and evidence
        </Button>
        <ActionIcon
          variant="default"
          size={30}
          aria-label="More"
          aria-haspopup="menu"
          title="More (M)"
          onClick={event => {
            const box = event.currentTarget.getBoundingClientRect()
            onMore({ x: box.left, y: box.bottom })
          }}
        >
          <Icon name="more" />
        </ActionIcon>
      </div>
    </div>
  )
}
