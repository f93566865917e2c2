/** States, verdicts, risks and isolation as a sign and a word, never as colour alone. */
import type { CandidateState } from '../../src-shared/domain/candidate.ts'
import type { Risk, Verdict } from '../../src-shared/domain/evidence.ts'
import styles from './tags.module.css'

/** `waiting`: a person has to decide, and nothing else. `caution`: worth knowing. */
export type Tone = 'improved' | 'regressed' | 'waiting' | 'caution' | 'running' | 'unclear'

export const Tag = ({
  tone,
  sign,
  children,
  strong = false,
}: {
  readonly tone: Tone
  readonly sign: string
  readonly children: string
  readonly strong?: boolean
}) => (
  <span className={styles['tag']} data-tone={tone} data-strong={strong || undefined}>
    <span aria-hidden="true" className={styles['sign']}>
      {sign}
    </span>
    {children}
  </span>
)

const verdicts: Readonly<Record<Verdict, readonly [Tone, string, string]>> = {
  improved: ['improved', '▲', 'improved'],
  'no-change': ['unclear', '=', 'no change'],
  regressed: ['regressed', '▼', 'regressed'],
  incorrect: ['regressed', '✕', 'incorrect'],
  unsafe: ['regressed', '⊘', 'unsafe'],
  inconclusive: ['unclear', '?', 'inconclusive'],
}
export const VerdictTag = ({ verdict, strong }: { readonly verdict: Verdict; readonly strong?: boolean }) => {
  const [tone, sign, word] = verdicts[verdict]
  return (
    <Tag tone={tone} sign={sign} strong={strong ?? false}>
      {word}
    </Tag>
  )
}

const states: Readonly<Record<CandidateState, readonly [Tone, string, string]>> = {
  generated: ['running', '○', 'being checked'],
  rejected: ['unclear', '✕', 'rejected'],
  'awaiting-review': ['waiting', '◆', 'waits for you'],
  declined: ['unclear', '✕', 'declined'],
  approved: ['running', '●', 'being applied'],
  applied: ['running', '◉', 'applied, watched'],
  kept: ['improved', '✓', 'kept'],
  'rolling-back': ['running', '●', 'rolling back'],
  'rolled-back': ['regressed', '↺', 'rolled back'],
}
export const StateTag = ({ state }: { readonly state: CandidateState }) => {
  const [tone, sign, word] = states[state]
  return (
    <Tag tone={tone} sign={sign}>
      {word}
    </Tag>
  )
}

const risks: Readonly<Record<Risk, Tone>> = { LOW: 'unclear', MEDIUM: 'caution', HIGH: 'regressed' }
const riskSigns: Readonly<Record<Risk, string>> = { LOW: '▁', MEDIUM: '▄', HIGH: '█' }
export const RiskTag = ({ risk }: { readonly risk: Risk }) => (
  <Tag tone={risks[risk]} sign={riskSigns[risk]}>
    {`${risk} risk`}
  </Tag>
)
