/** A page that fails takes neither the frame nor the emergency stop with it: what happened is said in its place. */
import { Component, type ReactNode } from 'react'
import { CallError } from '../../src-shared/api/wire.ts'
import { Failed } from '../ui/panel-state.tsx'

const failure = new CallError({
  code: 'internal',
  message: 'This page could not be shown. Nothing was changed.',
  next: 'It may not have been loaded because the host was restarted. Load the window again; the other pages still work.',
})

interface PageBoundaryProps {
  readonly children: ReactNode
}

/** Give it a `key` that changes with the page: another page is another try. */
export class PageBoundary extends Component<PageBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }
  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div>
        <h1 className="visually-hidden">This page could not be shown</h1>
        <Failed error={failure} retry={() => location.reload()} />
      </div>
    )
  }
}
