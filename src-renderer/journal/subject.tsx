/** What a record is about, as a link where there is a page for it. */
import { addressOf } from '../routing/route.ts'
import { oneLine } from '../ui/visible.ts'

export const Subject = ({ subject }: { readonly subject: string }) => {
  if (/^c_[0-9a-z]{10}$/.test(subject)) return <a href={addressOf('history', subject)}>{subject}</a>
  if (/^s_[0-9a-z]{10}$/.test(subject)) return <a href={addressOf('journal', subject)}>{subject}</a>
  return <>{oneLine(subject, 80)}</>
}
