/** Every finished trial of these bytes: a verdict that changes from one to the next is weak, and that is seen here. */
import type { TrialSummary } from '../../src-shared/domain/review.ts'
import { bounds, duration, factor, plural } from '../ui/format.ts'
import { VerdictTag } from '../ui/tags.tsx'
import { Ago } from '../ui/time.tsx'
import { Part } from './evidence-part.tsx'
import styles from './evidence.module.css'

export const Trials = ({ trials }: { readonly trials: readonly TrialSummary[] }) => {
  const disagree = new Set(trials.map(t => t.verdict)).size > 1
  return (
    <Part title="Trials">
      {trials.length === 0 ? (
        <p className="quiet">None has finished.</p>
      ) : (
        <table className={styles['trials']}>
          <caption className="visually-hidden">{`${plural(trials.length, 'finished trial')}, newest first`}</caption>
          <thead>
            <tr>
              <th scope="col">verdict</th>
              <th scope="col">factor</th>
              <th scope="col">when</th>
              <th scope="col">took</th>
            </tr>
          </thead>
          <tbody>
            {trials.map(trial => (
              <tr key={trial.tMs}>
                <td>
                  <VerdictTag verdict={trial.verdict} />
                </td>
                <td>
                  {trial.improvement === null ? '–' : factor(trial.improvement.estimate)}
                  {trial.improvement === null ? null : <span className="faint">{` ${bounds(trial.improvement)}`}</span>}
                </td>
                <td>
                  <Ago tMs={trial.tMs} />
                </td>
                <td>{duration(trial.elapsedMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {disagree ? <p className={styles['ask']}>The trials do not agree: take the weaker one.</p> : null}
    </Part>
  )
}
