/** A part of the page that scrolls by itself and can be reached by keyboard. */
import type { ReactNode } from 'react'

interface ScrollRegionProps {
  readonly label: string
  readonly className?: string | undefined
  readonly children: ReactNode
}
export const ScrollRegion = ({ label, className, children }: ScrollRegionProps) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must take the arrow keys (WCAG 2.1.1)
  <section aria-label={label} tabIndex={0} className={className}>
    {children}
  </section>
)
