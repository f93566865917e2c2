/** The steps of the tour: where to look and what is true there now. Text is made from the state of the core, never from a script. Pure, but for the store below. */
import { useSyncExternalStore } from 'react'
import type { Status } from '../../src-shared/api/contract.ts'
import type { Place } from '../routing/route.ts'
import { plural } from '../ui/format.ts'

export interface TourStep {
  readonly place: Place
  /** What is pointed at; the first that is on the page. */
  readonly targets: readonly string[]
  readonly title: string
  text(status: Status): string
}

export const tourSteps: readonly TourStep[] = [
  {
    place: 'now',
    targets: ['main article'],
    title: 'Metrics',
    text: () =>
      'Each card is one number that a benchmark measures: its newest level, the goal as a dashed line, and the usual spread as a grey band. What wants attention comes first.',
  },
  {
    place: 'now',
    targets: ['section[aria-label="Running session"]', 'section[aria-label="Last session"]'],
    title: 'A session',
    text: ({ running }) =>
      running === null
        ? 'The session is over. It measured, wrote candidates, and tried them in the sandbox; what came of it stands here, per metric.'
        : 'A real session runs: it measures, lets generators write candidates, checks them without running them, and then tries them in a sandbox, with tests, a comparison of behaviour, and a measurement against the original.',
  },
  {
    place: 'now',
    targets: ['section[aria-label="Waits for you"]'],
    title: 'What it wants of you',
    text: ({ waiting }) =>
      waiting === 0
        ? 'Nothing waits now. A candidate that passes its trial comes here with its evidence, and no file is touched before somebody, or a policy that you allowed, approves it.'
        : `${plural(waiting, 'change')} ${waiting === 1 ? 'waits' : 'wait'} for a decision. No file is touched before somebody, or a policy that you allowed, approves it.`,
  },
  {
    place: 'review',
    targets: ['[data-testid="diff"]', 'main h1'],
    title: 'Review',
    text: ({ waiting }) =>
      waiting === 0
        ? 'Here a change is decided: the diff, and beside it the verdict, the behaviour compared, tests, and risk. Nothing waits yet; the session may still find something.'
        : 'The diff, and beside it what was proved: verdict, behaviour compared, tests, risk. A approves exactly the bytes that are shown, D declines.',
  },
  {
    place: 'history',
    targets: ['main h1'],
    title: 'History',
    text: ({ counts }) => {
      const inEffect = (counts.applied ?? 0) + (counts.kept ?? 0)
      return inEffect === 0
        ? 'What is applied is listed here with what it brought. R takes a change back, after showing what each file becomes.'
        : `${plural(inEffect, 'change')} ${inEffect === 1 ? 'is' : 'are'} in effect. R takes one back, after showing what each file becomes.`
    },
  },
  {
    place: 'now',
    targets: ['section[aria-label="Status"]'],
    title: 'Always in reach',
    text: () =>
      'Up here: what runs, how well trials are contained, and Stop. Ctrl-K finds every command, ? shows the keys. The session goes on; you can leave it alone.',
  },
]

/** Null: no tour. */
let at: number | null = null
const listeners = new Set<() => void>()
const set = (next: number | null): void => {
  at = next
  for (const listener of listeners) listener()
}
const watch = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const startTour = (): void => set(0)
export const endTour = (): void => set(null)
export const stepTour = (by: 1 | -1): void => {
  if (at !== null) set(at + by >= tourSteps.length ? null : Math.max(0, at + by))
}
export const useTourStep = (): number | null => useSyncExternalStore(watch, () => at)
