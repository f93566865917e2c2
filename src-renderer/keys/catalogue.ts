/**
 * What can be done on the pages that are not on the screen, for the palette and the cheat sheet. A page's own list (`useActions`) is what
 * counts; e2e/pages.spec.ts compares the two on every page.
 */
import { go, type Place } from '../routing/route.ts'
import { currentActions } from './actions.ts'

export interface CatalogueEntry {
  readonly id: string
  readonly label: string
  readonly keys: readonly string[]
  /** Moves a selection, or needs one: of no use from elsewhere. */
  readonly onlyThere?: boolean
}

const list = [
  { id: 'next', label: 'Next', keys: ['j', 'ArrowDown'], onlyThere: true },
  { id: 'previous', label: 'Previous', keys: ['k', 'ArrowUp'], onlyThere: true },
] as const

export const catalogue: Partial<Record<Place, readonly CatalogueEntry[]>> = {
  now: [
    { id: 'improve', label: 'Improve: start a session', keys: ['i'] },
    { id: 'measure', label: 'Measure all metrics', keys: ['m'] },
    { id: 'filter-metrics', label: 'Filter metrics', keys: ['/'], onlyThere: true },
    { id: 'metric-rows', label: 'Show metrics as rows or as cards', keys: ['v'], onlyThere: true },
    { id: 'first-waiting', label: 'Open what waits', keys: ['Enter'], onlyThere: true },
  ],
  opportunities: [
    ...list,
    { id: 'improve-now', label: 'Improve the chosen metric now', keys: ['Enter', 'i'], onlyThere: true },
    { id: 'look', label: 'Look what generators would try', keys: ['l'], onlyThere: true },
    { id: 'measure', label: 'Measure all metrics', keys: ['m'] },
    { id: 'filter', label: 'Filter', keys: ['/'] },
  ],
  // Which of them are possible depends on what is chosen there.
  review: [
    { id: 'next', label: 'Next in the queue', keys: ['j', 'ArrowDown'], onlyThere: true },
    { id: 'previous', label: 'Previous in the queue', keys: ['k', 'ArrowUp'], onlyThere: true },
    { id: 'approve', label: 'Approve', keys: ['a'], onlyThere: true },
    { id: 'decline', label: 'Decline', keys: ['d'], onlyThere: true },
    { id: 'hunks', label: 'Choose hunks', keys: ['h'], onlyThere: true },
    { id: 'again', label: 'Try again', keys: ['y'], onlyThere: true },
    { id: 'undo-decline', label: 'Undo the decline', keys: ['u'], onlyThere: true },
    { id: 'roll-back', label: 'Roll back', keys: ['r'], onlyThere: true },
    { id: 'evidence', label: 'Show or hide the evidence', keys: ['e'], onlyThere: true },
    { id: 'print-evidence', label: 'Print evidence', keys: ['mod+p'], onlyThere: true },
  ],
  history: [
    ...list,
    { id: 'find', label: 'Find', keys: ['/'] },
    { id: 'open', label: 'Open diff and evidence', keys: ['Enter'], onlyThere: true },
    { id: 'keep', label: 'Keep what a watch asks about', keys: ['a'], onlyThere: true },
    { id: 'look-again', label: 'Let its watch look again', keys: ['l'], onlyThere: true },
    { id: 'edits', label: 'Show the newest kept edit', keys: ['e'], onlyThere: true },
    { id: 'roll-back', label: 'Roll back', keys: ['r'], onlyThere: true },
    { id: 'roll-back-since', label: 'Roll back everything since this one', keys: ['b'], onlyThere: true },
    { id: 'retry', label: 'Try again', keys: ['y'], onlyThere: true },
    { id: 'more', label: 'More with this one', keys: ['m'], onlyThere: true },
  ],
  journal: [
    ...list,
    { id: 'find', label: 'Find', keys: ['/'] },
    { id: 'verify', label: 'Verify the journal', keys: ['v'] },
    { id: 'export', label: 'Export the journal', keys: ['e'] },
    { id: 'copy', label: 'Copy the record', keys: ['c'], onlyThere: true },
    { id: 'subject', label: 'Open what the record is about', keys: ['Enter'], onlyThere: true },
  ],
  settings: [{ id: 'find', label: 'Find a setting', keys: ['/'] }],
}

const patienceFrames = 120

/** Goes to the page and does it there, once the page offers it. */
export const doThere = (place: Place, id: string): void => {
  go(place)
  let left = patienceFrames
  const look = (): void => {
    const action = currentActions().find(a => a.id === id && a.group === 'This page' && a.enabled !== false)
    if (action !== undefined && location.hash.startsWith(`#/${place}`)) action.run()
    else if ((left -= 1) > 0) requestAnimationFrame(look)
  }
  requestAnimationFrame(() => requestAnimationFrame(look))
}
