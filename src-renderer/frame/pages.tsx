/**
 * The pages, each a file of its own that is loaded when it is first shown, or when the window has nothing else to do. Only the first page comes with
 * the start.
 */
import { lazy, type ComponentType } from 'react'

type Load<P> = () => Promise<{ readonly default: ComponentType<P> }>

const loads: Load<never>[] = []
const page = <P extends object>(load: Load<P>) => {
  loads.push(load as Load<never>)
  return lazy(load)
}

export const OpportunitiesPage = page(async () => ({
  default: (await import('../opportunities/opportunities-page.tsx')).OpportunitiesPage,
}))
export const ReviewPage = page(async () => ({ default: (await import('../review/review-page.tsx')).ReviewPage }))
export const HistoryPage = page(async () => ({ default: (await import('../history/history-page.tsx')).HistoryPage }))
export const JournalPage = page(async () => ({ default: (await import('../journal/journal-page.tsx')).JournalPage }))
export const SettingsPage = page(async () => ({ default: (await import('../settings/settings-page.tsx')).SettingsPage }))
export const WelcomePage = page(async () => ({ default: (await import('../welcome/welcome-page.tsx')).WelcomePage }))
export const RollBackDialog = page(async () => ({ default: (await import('../history/roll-back-dialog.tsx')).RollBackDialog }))
export const RollBackSinceDialog = page(async () => ({
  default: (await import('../history/roll-back-since-dialog.tsx')).RollBackSinceDialog,
}))

/** So that no page is waited for once the first one is drawn. A failure is met again, and shown, when the page is opened. */
export const loadPagesWhenIdle = (): (() => void) => {
  const handle = requestIdleCallback(() => {
    for (const load of loads) load().catch(() => {})
  })
  return () => cancelIdleCallback(handle)
}
