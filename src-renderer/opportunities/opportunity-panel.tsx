/** One opportunity: why it is one, what it might bring, what generators would try. */
import type { Status } from '../../src-shared/api/contract.ts'
import type { LastTry, Opportunity, ProposalHint } from '../../src-shared/domain/opportunity.ts'
import { addressOf } from '../routing/route.ts'
import { factor, percent, withUnit } from '../ui/format.ts'
import { KeyButton } from '../ui/key-button.tsx'
import { Loading } from '../ui/panel-state.tsx'
import { Tag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { oneLine, visible } from '../ui/visible.ts'
import { gainWords, tryWords } from './words.ts'
import { Trend } from './trend.tsx'
import styles from './opportunities.module.css'

const Hint = ({ hint }: { readonly hint: ProposalHint }) => (
  <li className={styles['hint']}>
    <p>
      <strong className="foreign">{oneLine(hint.title, 160)}</strong>
    </p>
    <p className="quiet">
      {`${hint.generator} `}
      <span className="mono foreign">{oneLine(hint.rule, 60)}</span>
      {hint.expectedGain === null ? ', gain not known' : `, ${factor(hint.expectedGain)} by the catalogue`}
      {hint.triedBefore ? ', the same bytes were tried before' : ''}
    </p>
    <p className="foreign">{visible(hint.reason).slice(0, 600)}</p>
  </li>
)

const Hints = ({ hints, looking }: { readonly hints: readonly ProposalHint[] | null; readonly looking: boolean }) => {
  if (looking) return <Loading rows={3} height={48} label="Looking" />
  if (hints === null)
    return (
      <p className="quiet">
        Nobody has looked at these files since they last changed. Look runs the generators; nothing is tried or changed.
      </p>
    )
  if (hints.length === 0)
    return (
      <p className="quiet">
        No generator has an idea for these files as they are. A template or a language model can be added in Settings.
      </p>
    )
  return (
    <ol className={styles['hints']}>
      {hints.map(hint => (
        <Hint key={`${hint.generator}${hint.rule}${hint.title}`} hint={hint} />
      ))}
    </ol>
  )
}

const Tried = ({ last }: { readonly last: LastTry }) => (
  <>
    {last.candidateId === null ? (
      tryWords(last)
    ) : (
      <a
        href={addressOf(last.state === 'awaiting-review' ? 'review' : 'history', last.candidateId)}
        title={oneLine(last.why, 300)}
      >
        {tryWords(last)}
      </a>
    )}
    <span className="quiet">
      {' '}
      <Ago tMs={last.tMs} />
    </span>
  </>
)

export const OpportunityPanel = ({
  opportunity: o,
  colour,
  running,
  looking,
  mayOperate,
  onLook,
  onImprove,
}: {
  readonly opportunity: Opportunity
  readonly colour: string
  readonly running: Status['running']
  readonly looking: boolean
  readonly mayOperate: boolean
  readonly onLook: () => void
  readonly onImprove: () => void
}) => {
  const gain = gainWords(o.estimatedGain, o.lastTry)
  const here = running !== null && running.metricId === o.metricId
  return (
    <div className={styles['panel']}>
      <h2 className="foreign">{oneLine(o.title, 160)}</h2>
      <p className="foreign">{oneLine(o.why, 400)}</p>
      <Trend values={o.trend} unit={o.unit} colour={colour} width={328} height={48} />
      <dl className={styles['facts']}>
        <dt>Now</dt>
        <dd>{withUnit(o.current, o.unit)}</dd>
        <dt>Goal</dt>
        <dd>{withUnit(o.goalValue, o.unit)}</dd>
        <dt>Gap</dt>
        <dd>{percent(o.gap)}</dd>
        <dt>Estimated gain</dt>
        <dd>
          {gain.figure} <span className="quiet">({gain.basis})</span>
        </dd>
        <dt>Last try</dt>
        <dd>{o.lastTry === null ? 'none' : <Tried last={o.lastTry} />}</dd>
      </dl>
      <div className={styles['actions']}>
        <KeyButton
          label="Improve now"
          tip="Start a session for this metric"
          keys="i"
          icon="play"
          variant="filled"
          disabled={!mayOperate || running !== null}
          onClick={onImprove}
        />
        <KeyButton
          label="Look"
          tip="See what generators would try; nothing is tried"
          keys="l"
          icon="search"
          disabled={!mayOperate || looking}
          onClick={onLook}
        />
      </div>
      <p className={styles['now']}>
        {here ? (
          <Tag tone="running" sign="●">{`${running.stage} ${running.done}/${running.total}`}</Tag>
        ) : running === null ? (
          ''
        ) : (
          <span className="quiet">A session works on another metric.</span>
        )}
      </p>
      <h3>What generators would try</h3>
      <Hints hints={o.hints} looking={looking} />
    </div>
  )
}
