/** One heading of the evidence and its lines. */
import type { ReactNode } from 'react'
import type { Evidence } from '../../src-shared/domain/evidence.ts'
import { weakPoints, type WeakPoint } from '../../src-shared/domain/weak-points.ts'
import { oneLine } from '../ui/visible.ts'
import styles from './evidence.module.css'

export const Part = ({
  title,
  tag,
  children,
}: {
  readonly title: string
  readonly tag?: ReactNode
  readonly children?: ReactNode
}) => (
  <section className={styles['part']} aria-label={title}>
    <div className={styles['partHead']}>
      <h2>{title}</h2>
      {tag}
    </div>
    {children}
  </section>
)

interface FactProps {
  readonly name: string
  readonly value: string
  readonly title?: string
  readonly bad?: boolean
  readonly mono?: boolean
}
export const Fact = ({ name, value, title, bad = false, mono = false }: FactProps) => (
  <p className={styles['fact']} title={title}>
    <span className="quiet">{name}</span>
    <span className={`${mono ? 'mono' : ''} foreign`} data-bad={bad || undefined}>
      {value}
    </span>
  </p>
)

/** What of this part weighs less than it looks. */
export const WeakPoints = ({ evidence, part }: { readonly evidence: Evidence; readonly part: WeakPoint['part'] }) =>
  weakPoints(evidence)
    .filter(point => point.part === part)
    .map(({ name, value, bad }) => <Fact key={name} name={name} value={oneLine(value)} bad={bad} />)
