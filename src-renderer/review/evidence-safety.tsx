/** What the gates looked at and how the safety score came about. */
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import { RiskTag } from '../ui/tags.tsx'
import { oneLine } from '../ui/visible.ts'
import { Fact, Part } from './evidence-part.tsx'
import styles from './evidence.module.css'

export const SafetyPart = ({ evidence, memoizes }: { readonly evidence: Evidence; readonly memoizes: boolean }) => {
  const { gates, safety } = evidence
  const failed = gates.filter(g => !g.passed).length
  return (
    <Part title="Safety" tag={<RiskTag risk={safety.risk} />}>
      <Fact name="score, 0 to 1" value={safety.score.toFixed(2)} />
      <ul className={styles['reasons']}>
        {safety.reasons.map(reason => (
          <li key={reason} className="foreign">
            {oneLine(reason)}
          </li>
        ))}
        {memoizes ? <li>Keeps results between calls.</li> : null}
      </ul>
      <details className={styles['agreed']} open={failed > 0}>
        <summary>{failed === 0 ? `✓ ${gates.length} gates passed` : `✕ ${failed} of ${gates.length} gates failed`}</summary>
        <ul className={styles['gates']}>
          {gates.map(g => (
            <li key={g.gate} data-failed={!g.passed || undefined}>
              <span aria-hidden="true">{g.passed ? '✓' : '✕'}</span>
              <span>
                <strong>{g.gate}</strong>
                <span className="visually-hidden">{g.passed ? ' passed: ' : ' failed: '}</span>
                <span className="foreign">
                  {` ${oneLine(`${g.message}${g.path === null ? '' : ` (${g.path}${g.line === null ? '' : `:${g.line}`})`}`)}`}
                </span>
              </span>
            </li>
          ))}
        </ul>
      </details>
    </Part>
  )
}
