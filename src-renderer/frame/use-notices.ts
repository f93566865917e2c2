/**
 * Tells the operator who is elsewhere: the number in the title, on the tab's picture and on the application's icon; and, where it was
 * turned on in Settings, a notification when a decision waits or something was rolled back while the page is hidden.
 */
import { useEffect } from 'react'
import type { Status } from '../../src-shared/api/contract.ts'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { useCore } from '../data/context.tsx'
import { go } from '../routing/route.ts'
import { noticesWanted } from '../settings/page-choices.ts'
import { oneLine } from '../ui/visible.ts'

const titleOf = (status: Status | undefined): string => {
  if (status === undefined) return 'ASIS'
  if (status.stopped !== null) return '■ ASIS'
  return status.waiting === 0 ? 'ASIS' : `(${status.waiting}) ASIS`
}
const pictureOf = (status: Status | undefined): string =>
  status?.stopped != null ? 'favicon-stopped.svg' : (status?.waiting ?? 0) > 0 ? 'favicon-waiting.svg' : 'favicon.svg'

/** Null: no news for somebody who is elsewhere. */
export const noticeOf = (row: CandidateRow): { title: string; place: 'review' | 'history' } | null => {
  if (row.state === 'awaiting-review') return { title: 'A modification waits for you', place: 'review' }
  if (row.state === 'rolled-back') return { title: 'A modification was rolled back', place: 'history' }
  return null
}

const show = (row: CandidateRow): void => {
  const notice = noticeOf(row)
  if (notice === null || !document.hidden || !noticesWanted()) return
  const shown = new Notification(notice.title, {
    body: oneLine(row.state === 'rolled-back' && row.note !== '' ? `${oneLine(row.title, 120)}: ${row.note}` : row.title, 240),
    // Said once, however many windows are open.
    tag: `${row.id} ${row.state}`,
    icon: 'favicon.svg',
  })
  shown.addEventListener('click', () => {
    window.focus()
    go(notice.place, row.id)
    shown.close()
  })
}

export const useNotices = (status: Status | undefined): void => {
  const { transport } = useCore()
  const title = titleOf(status)
  const picture = pictureOf(status)
  const waiting = status?.waiting
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (link !== null) link.href = link.href.replace(/favicon[a-z-]*\.svg/, picture)
  }, [picture])
  useEffect(() => {
    if (waiting === undefined || !('setAppBadge' in navigator)) return
    // Refused where the page is not installed: then there is no icon to mark.
    void (waiting === 0 ? navigator.clearAppBadge() : navigator.setAppBadge(waiting)).catch(() => {})
  }, [waiting])
  useEffect(() => transport.subscribe('candidates.changed', show), [transport])
}
