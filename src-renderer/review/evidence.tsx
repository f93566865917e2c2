/** What speaks for and against a change, in the order in which it decides: verdict, behaviour, tests, safety, reason, cost. */
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import type { LineComment } from '../../src-shared/domain/review.ts'
import { addressOf } from '../routing/route.ts'
import { count, duration, factorWithInterval, number } from '../ui/format.ts'
import { Empty } from '../ui/panel-state.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { Tag, VerdictTag } from '../ui/tags.tsx'
import { oneLine, visible } from '../ui/visible.ts'
import { Behaviour } from './evidence-behaviour.tsx'
import { Fact, Part, WeakPoints } from './evidence-part.tsx'
import { Remarks } from './evidence-remarks.tsx'
import { SafetyPart } from './evidence-safety.tsx'
import { Trials } from './evidence-trials.tsx'
import { generatorWords } from './generator-words.ts'
import { IntervalPlot } from './interval-plot.tsx'
import { StripPlot } from './strip-plot.tsx'
import styles from './evidence.module.css'

const VerdictPart = ({ evidence }: { readonly evidence: Evidence }) => {
  const { measurement } = evidence
  return (
    <Part title="Verdict" tag={<VerdictTag verdict={evidence.verdict} strong />}>
      {measurement === null ? null : (
        <p className={styles['overall']}>
          {factorWithInterval(measurement.improvement)}
          <span className="quiet"> over all sizes</span>
        </p>
      )}
      <ul className={styles['reasons']}>
        {[...new Set([...evidence.reasons, ...(measurement?.reasons ?? [])])].map(reason => (
          <li key={reason} className="foreign">
            {visible(reason)}
          </li>
        ))}
      </ul>
      {evidence.verdict === 'inconclusive' ? (
        <p className={styles['ask']}>Not shown to be better. More measuring is needed before this can count.</p>
      ) : null}
      {measurement === null ? null : <IntervalPlot sizes={measurement.bySize} />}
      {measurement?.bySize.map(result => (
        <StripPlot key={result.size ?? 'all'} result={result} unit={measurement.unit} />
      ))}
      <WeakPoints evidence={evidence} part="measurement" />
      {measurement?.split == null ? null : (
        <Fact
          name={measurement.split.agrees ? '✓ measured from outside' : '✕ measured from outside'}
          value={factorWithInterval(measurement.split.improvement)}
          title={measurement.split.note}
          bad={!measurement.split.agrees}
        />
      )}
      {measurement?.split == null || measurement.split.agrees ? null : (
        <p className={`${styles['bad'] ?? ''} foreign`}>{oneLine(measurement.split.note)}</p>
      )}
      {measurement?.reportedByCode ? <p className="quiet">reported by the code under test, not measured from outside</p> : null}
      {measurement?.allocatedBytes == null ? null : (
        <Fact
          name="allocated per call"
          value={`${number(measurement.allocatedBytes.before / 1000)} → ${number(measurement.allocatedBytes.after / 1000)} kB`}
        />
      )}
    </Part>
  )
}

const TestsPart = ({ evidence }: { readonly evidence: Evidence }) => {
  const { tests } = evidence
  if (tests === null)
    return (
      <Part
        title="Tests"
        tag={
          <Tag tone="unclear" sign="–">
            not run
          </Tag>
        }
      />
    )
  const passed = tests.status === 'passed'
  const deaf = passed && tests.meetsChange === 'no'
  return (
    <Part
      title="Tests"
      tag={
        <Tag
          tone={deaf ? 'caution' : passed ? 'improved' : tests.status === 'none' ? 'unclear' : 'regressed'}
          sign={deaf ? '!' : passed ? '✓' : tests.status === 'none' ? '–' : '✕'}
        >
          {passed
            ? `${count(tests.passed)} passed${tests.setAside ? `, ${count(tests.setAside)} set aside` : ''}`
            : tests.status === 'none'
              ? 'the project has none'
              : `${count(tests.failed)} failed`}
        </Tag>
      }
    >
      {tests.detail === '' ? null : (
        <ScrollRegion className={styles['output']} label="Output of the tests">
          {visible(tests.detail)}
        </ScrollRegion>
      )}
      <WeakPoints evidence={evidence} part="tests" />
      <Fact name="time" value={duration(tests.elapsedMs)} />
    </Part>
  )
}

const watchTags = {
  running: ['running', '◉', 'running'],
  fine: ['improved', '✓', 'fine'],
  degraded: ['regressed', '▼', 'degraded'],
  unclear: ['unclear', '?', 'unclear'],
} as const
const WatchTag = ({ status }: { readonly status: keyof typeof watchTags }) => {
  const [tone, sign, word] = watchTags[status]
  return (
    <Tag tone={tone} sign={sign}>
      {word}
    </Tag>
  )
}

const isolationWords = { strong: 'strong', container: 'container (weaker)', seatbelt: 'seatbelt (weaker)', none: 'none' } as const

interface EvidencePanelProps {
  readonly detail: CandidateDetail
  /** Null where remarks cannot be deleted. */
  readonly onRemoveRemark: ((comment: LineComment) => void) | null
}
export const EvidencePanel = ({ detail, onRemoveRemark }: EvidencePanelProps) => {
  const { evidence, watch } = detail
  if (evidence === null)
    return (
      <Empty title="No evidence yet">It is being verified and tried. What comes out is shown here as soon as it is there.</Empty>
    )
  return (
    <>
      {evidence.isolation === 'strong' ? null : (
        <p className={styles['weak']} role="alert">
          <span aria-hidden="true">⚠ </span>
          {evidence.isolation === 'none'
            ? 'This trial ran without isolation.'
            : `This trial ran in a weaker isolation: ${evidence.isolation}. Containment was not shown to be as strong as with bubblewrap.`}
        </p>
      )}
      <VerdictPart evidence={evidence} />
      <Behaviour evidence={evidence} />
      <TestsPart evidence={evidence} />
      <SafetyPart evidence={evidence} memoizes={detail.memoizes} />
      <Part title="Why">
        <p className={`${styles['why'] ?? ''} foreign`}>{visible(detail.reason)}</p>
        <ul className={styles['reasons']}>
          {detail.facts.map(fact => (
            <li key={fact} className="foreign">
              {oneLine(fact)}
            </li>
          ))}
        </ul>
        <Fact name="by" value={`${detail.generator} ${oneLine(detail.rule, 40)}`} />
        <p className="quiet">{generatorWords[detail.generator]}</p>
        {detail.changedFunctions.map(name => (
          <Fact key={name} name="changes" value={oneLine(name, 120)} mono />
        ))}
      </Part>
      <Remarks comments={detail.comments} onRemove={onRemoveRemark} />
      <Trials trials={detail.trials} />
      {watch.status === 'none' ? null : (
        <Part title="Watch" tag={<WatchTag status={watch.status} />}>
          <p className={`${styles['why'] ?? ''} foreign`}>{oneLine(watch.detail)}</p>
          {watch.asks ? <a href={addressOf('history', detail.id)}>Keep it, look again, or roll it back</a> : null}
        </Part>
      )}
      <Part title="Cost">
        <Fact name="isolation" value={isolationWords[evidence.isolation]} bad={evidence.isolation !== 'strong'} />
        <Fact name="this trial" value={`${duration(evidence.cost.elapsedMs)}, ${duration(evidence.cost.cpuMs)} of CPU`} />
      </Part>
    </>
  )
}
