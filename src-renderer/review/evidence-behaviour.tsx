/** Whether the new code did the same as the old, on how many inputs of which kind, with examples to look at. */
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import { count, plural } from '../ui/format.ts'
import { Tag } from '../ui/tags.tsx'
import { oneLine, visible } from '../ui/visible.ts'
import { Fact, Part, WeakPoints } from './evidence-part.tsx'
import styles from './evidence.module.css'

/** No difference says nothing where nothing, or only the smaller part, could be compared. */
const SameTag = ({
  compared,
  skipped,
  differences,
  allowed,
}: {
  readonly compared: number
  readonly skipped: number
  readonly differences: number
  /** The manifest lets answers differ for this metric: nothing else can be better in spite of differences. */
  readonly allowed: boolean
}) => {
  if (differences > 0 && allowed)
    return (
      <Tag tone="caution" sign="!">
        {`${plural(differences, 'difference')}, allowed`}
      </Tag>
    )
  if (differences > 0)
    return (
      <Tag tone="regressed" sign="✕">
        {plural(differences, 'difference')}
      </Tag>
    )
  if (compared === 0)
    return (
      <Tag tone="caution" sign="!">
        nothing could be compared
      </Tag>
    )
  if (skipped > compared)
    return (
      <Tag tone="caution" sign="!">
        most could not be compared
      </Tag>
    )
  return (
    <Tag tone="improved" sign="✓">
      no difference
    </Tag>
  )
}

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
  return (
    <Part title="Behaviour" tag={<SameTag {...behaviour} allowed={evidence.verdict !== 'incorrect'} />}>
      <Fact name="inputs compared" value={count(behaviour.compared)} />
      {behaviour.compared === 0 ? null : (
        <Fact
          name="of these"
          value={Object.entries(behaviour.families)
            .map(([family, n]) => `${count(n)} ${oneLine(family, 40)}`)
            .join(', ')}
        />
      )}
      {behaviour.skipped === 0 ? null : (
        <Fact
          name="not comparable"
          value={count(behaviour.skipped)}
          title="The original itself ran out of time or could not be observed."
        />
      )}
      <WeakPoints evidence={evidence} part="behaviour" />
      {behaviour.examples.map(example => (
        <dl key={example.input} className={styles['difference']}>
          <dt className="foreign">{`input (${oneLine(example.family, 40)})`}</dt>
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
