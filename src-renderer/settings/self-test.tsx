/** What the isolation's self-test saw, check by check. */
import type { Status } from '../../src-shared/api/contract.ts'
import { copyText } from '../ui/copy.ts'
import { Tag } from '../ui/tags.tsx'
import { oneLine } from '../ui/visible.ts'
import styles from './settings.module.css'

export const SelfTest = ({ isolation }: { readonly isolation: Status['isolation'] }) => (
  <div className={styles['selfTest']}>
    <p>
      <Tag tone={isolation.tier === 'strong' ? 'improved' : 'caution'} sign={isolation.tier === 'strong' ? '✓' : '!'}>
        {isolation.tier}
      </Tag>{' '}
      <span className="quiet">is what trials run in now.</span>
    </p>
    {isolation.missing === '' ? null : (
      <p className="foreign">
        {'The strong tier is missing. Get it with '}
        <code>{oneLine(isolation.missing)}</code>{' '}
        <button type="button" className={styles['link']} onClick={() => copyText(isolation.missing, 'Command copied.')}>
          Copy
        </button>
      </p>
    )}
    <ul className={styles['checks']} aria-label="Self-test">
      {isolation.checks.length === 0 ? <li className="quiet">No self-test has run yet.</li> : null}
      {isolation.checks.map(check => (
        <li key={check.name}>
          <Tag tone={check.held ? 'improved' : 'regressed'} sign={check.held ? '✓' : '✕'}>
            {check.held ? 'held' : 'did not hold'}
          </Tag>
          <strong className="foreign">{oneLine(check.name, 80)}</strong>
          <span className="quiet foreign">{oneLine(check.detail)}</span>
        </li>
      ))}
    </ul>
  </div>
)
