/** One heading of the evidence and its lines. */
import type { ReactNode } from 'react'
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
