/** Whether the new code did the same as the old, on how many inputs of which kind, with examples to look at. */
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import { count, plural } from '../ui/format.ts'
import { Tag } from '../ui/tags.tsx'
import { visible } from '../ui/visible.ts'
import { Fact, Part } from './evidence-part.tsx'
import styles from './evidence.module.css'

export const Behaviour = ({ evidence }: { readonly evidence: Evidence }) => {
  const { behaviour } = evidence
  if (behaviour === null)
    return (
      <Part
        title="Behaviour"
        tag={
          <Tag tone="unclear" sign="–">
            not compared
          </Tag>
        }
      />
    )
  const same = behaviour.differences === 0
  return (
    <Part
      title="Behaviour"
      tag={
        <Tag tone={same ? 'improved' : 'regressed'} sign={same ? '✓' : '✕'}>
          {same ? 'no difference' : plural(behaviour.differences, 'difference')}
        </Tag>
      }
    >
      <Fact name="inputs compared" value={count(behaviour.compared)} />
      <Fact
        name="of these"
        value={Object.entries(behaviour.families)
          .map(([family, n]) => `${count(n)} ${family}`)
          .join(', ')}
      />
      {behaviour.skipped === 0 ? null : (
        <Fact
          name="not comparable"
          value={count(behaviour.skipped)}
          title="The original itself ran out of time or could not be observed."
        />
      )}
      {behaviour.examples.map(example => (
        <dl key={example.input} className={styles['difference']}>
          <dt>{`input (${example.family})`}</dt>
          <dd>{visible(example.input)}</dd>
          <dt>original</dt>
          <dd>{visible(example.original)}</dd>
          <dt>candidate</dt>
          <dd data-bad>{visible(example.candidate)}</dd>
        </dl>
      ))}
      {behaviour.agreed.length === 0 ? null : (
        <details className={styles['agreed']}>
          <summary>{`${plural(behaviour.agreed.length, 'example')} that agreed`}</summary>
          {behaviour.agreed.map(example => (
            <p key={example.input} className="mono foreign">
              {visible(example.input)} → {visible(example.result)}
            </p>
          ))}
        </details>
      )}
    </Part>
  )
}
