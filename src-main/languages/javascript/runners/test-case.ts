/** One test as a runner reports it, whichever runner it is. */
export interface TestCase {
  /** As the runner names it, usually absolute in the box; empty when it does not say. */
  readonly file: string
  /** With the names of the groups around it. */
  readonly name: string
  readonly status: 'passed' | 'failed' | 'skipped'
  /** A group or a whole file: counted only where it fails and nothing in it does. */
  readonly group: boolean
  /** Why it failed. */
  readonly detail: string
}
