/** What a policy would have done with the trials of the past: what it would have applied, and what stood in the way of the rest. */
import type { PolicyOutcome } from '../../src-shared/domain/policy.ts'
import { addressOf } from '../routing/route.ts'
import { count, number } from '../ui/format.ts'
import { ScrollRegion } from '../ui/scroll-region.tsx'
import { RiskTag, Tag } from '../ui/tags.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './settings.module.css'

export const DryRun = ({ outcomes }: { readonly outcomes: readonly PolicyOutcome[] }) => {
  const applied = outcomes.filter(o => o.apply).length
  const sorted = [...outcomes].sort((a, b) => Number(b.apply) - Number(a.apply))
  return (
    <section className={styles['dryRun']} aria-label="Against history">
      <p>
        <strong>
          {outcomes.length === 0
            ? 'There is no finished trial yet to try it against.'
            : `It would have applied ${count(applied)} of ${count(outcomes.length)}.`}
        </strong>{' '}
        <span className="quiet">Nothing was changed.</span>
      </p>
      {outcomes.length === 0 ? null : (
        <ScrollRegion className={styles['dryTable']} label="What it would have done">
          <table>
            <thead>
              <tr>
                {['Would', 'Modification', 'Risk', 'Score', 'Why'].map(name => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sorted.map(o => (
                <tr key={o.candidateId}>
                  <td>
                    <Tag tone={o.apply ? 'improved' : 'unclear'} sign={o.apply ? '✓' : '◆'}>
                      {o.apply ? 'apply' : 'wait for you'}
                    </Tag>
                  </td>
                  <td className="foreign">
                    <a href={addressOf('review', o.candidateId)}>{oneLine(o.title, 100)}</a>
                  </td>
                  <td>{o.risk === null ? '' : <RiskTag risk={o.risk} />}</td>
                  <td>{o.score === null ? '' : number(o.score)}</td>
                  <td className="foreign">{oneLine(o.why, 200)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  )
}
