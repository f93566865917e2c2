/**
 * Tells the operator who is elsewhere: the number in the title, on the tab's picture and on the application's icon; and, where it was
 * turned on in Settings, a notification when a decision waits, a watch asks or something was rolled back while the page is hidden.
 */
import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import type { AskingWatch, Status } from '../../src-shared/api/contract.ts'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import { wantedOf } from '../../src-shared/domain/wanted.ts'
import { useCore } from '../data/context.tsx'
import { closeButtonProps } from '../data/use-do.ts'
import { go } from '../routing/route.ts'
import { noticesWanted } from '../settings/page-choices.ts'
import { oneLine } from '../ui/visible.ts'

const titleOf = (status: Status | undefined): string => {
  if (status === undefined) return 'ASIS'
  if (status.stopped !== null) return '■ ASIS'
  const wanted = wantedOf(status)
  return wanted === 0 ? 'ASIS' : `(${wanted}) ASIS`
}
const pictureOf = (status: Status | undefined): string => {
  if (status?.stopped != null) return 'favicon-stopped.svg'
  return status !== undefined && wantedOf(status) > 0 ? 'favicon-waiting.svg' : 'favicon.svg'
}

/** Null: no news for somebody who is elsewhere. */
export const noticeOf = (row: CandidateRow): { title: string; place: 'review' | 'history' } | null => {
  if (row.state === 'awaiting-review') return { title: 'A modification waits for you', place: 'review' }
  if (row.state === 'rolled-back') return { title: 'A modification was rolled back', place: 'history' }
  return null
}

const show = (row: CandidateRow): void => {
  const notice = noticeOf(row)
  if (notice === null) return
  const body = row.state === 'rolled-back' && row.note !== '' ? `${oneLine(row.title, 120)}: ${row.note}` : row.title
  notify({ ...notice, id: row.id, body, tag: `${row.id} ${row.state}` })
}

const showAsking = ({ id, title, detail, sinceMs }: AskingWatch): void =>
  notify({
    title: 'The watch of a modification asks you',
    place: 'history',
    id,
    body: `${oneLine(title, 120)}: ${detail}`,
    tag: `${id} asks ${sinceMs}`,
  })

interface Notice {
  readonly title: string
  readonly place: 'review' | 'history'
  readonly id: string
  readonly body: string
  /** Said once, however many windows are open. */
  readonly tag: string
}
const notify = ({ title, place, id, body, tag }: Notice): void => {
  if (!document.hidden || !noticesWanted()) return
  const shown = new Notification(title, { body: oneLine(body, 240), tag, icon: 'favicon.svg' })
  shown.addEventListener('click', () => {
    window.focus()
    go(place, id)
    shown.close()
  })
}

export const useNotices = (status: Status | undefined): void => {
  const { transport } = useCore()
  const title = titleOf(status)
  const picture = pictureOf(status)
  const wanted = status === undefined ? undefined : wantedOf(status)
  const asking = status?.asking
  const asked = useRef<number | undefined>(undefined)
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (link !== null) link.href = link.href.replace(/favicon[a-z-]*\.svg/, picture)
  }, [picture])
  useEffect(() => {
    if (wanted === undefined || !('setAppBadge' in navigator)) return
    // Refused where the page is not installed: then there is no icon to mark.
    void (wanted === 0 ? navigator.clearAppBadge() : navigator.setAppBadge(wanted)).catch(() => {})
  }, [wanted])
  useEffect(() => {
    const before = asked.current
    asked.current = asking
    // What asked already when the page was opened is no news.
    if (before === undefined || asking === undefined || asking <= before || !document.hidden) return
    void transport.call('watches.asking', {}).then(
      ([newest]) => newest !== undefined && showAsking(newest),
      () => {},
    )
  }, [asking, transport])
  useEffect(() => transport.subscribe('candidates.changed', show), [transport])
  useEffect(
    () =>
      transport.subscribe('manifest.changed', ({ message }) => {
        notifications.show({ message: oneLine(message, 300), autoClose: 8000, withBorder: true, closeButtonProps })
      }),
    [transport],
  )
}
