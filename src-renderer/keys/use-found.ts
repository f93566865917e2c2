/** What the palette finds besides commands: metrics, settings and modifications, by name. Asked only while it is open. */
import { useMemo } from 'react'
import { useOptionalQuery } from '../data/context.tsx'
import { statesOf } from '../history/filters.ts'
import { go } from '../routing/route.ts'
import { oneLine } from '../ui/visible.ts'

export interface Found {
  readonly id: string
  readonly group: 'Metrics' | 'Modifications' | 'Settings'
  readonly label: string
  readonly description: string
  /** By which it is found besides its label. */
  readonly keywords: string
  run(): void
}

const most = 8

/** The card of a metric on the first page is brought into sight; it may still have to be drawn. */
const showMetric = (id: string, title: string): void => {
  go('now', id)
  let left = 120
  const look = (): void => {
    const card = document.querySelector(`article[aria-label="${CSS.escape(title)}"]`)
    if (card !== null) card.scrollIntoView({ block: 'center' })
    else if ((left -= 1) > 0) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** `search` has settled; `open` is false while nobody looks. */
export const useFound = (open: boolean, search: string): readonly Found[] => {
  const wanted = open && search.trim().length >= 2
  const metrics = useOptionalQuery('metrics.list', wanted ? {} : null).data
  const settings = useOptionalQuery('settings.list', wanted ? {} : null).data
  const changes = useOptionalQuery(
    'candidates.list',
    wanted
      ? { search: search.trim().slice(0, 200), states: [...statesOf.all, 'awaiting-review'], order: 'decided', limit: most }
      : null,
  ).data
  return useMemo(() => {
    if (!wanted) return []
    return [
      ...(metrics ?? []).map((m): Found => {
        const title = oneLine(m.title, 120)
        return {
          id: `metric-${m.id}`,
          group: 'Metrics',
          label: title,
          description: m.id,
          keywords: m.id,
          run: () => showMetric(m.id, title),
        }
      }),
      ...(changes ?? []).map((c): Found => ({
        id: `change-${c.id}`,
        group: 'Modifications',
        label: oneLine(c.title, 120),
        description: `${c.state.replaceAll('-', ' ')}, ${oneLine(c.metricTitle, 80)}`,
        // The core has found it, perhaps by a file or a rule.
        keywords: search,
        run: () => go(c.state === 'awaiting-review' ? 'review' : 'history', c.id),
      })),
      ...(settings ?? []).map((s): Found => ({
        id: `setting-${s.key}`,
        group: 'Settings',
        label: oneLine(s.title, 120),
        description: oneLine(s.description, 120),
        keywords: s.key,
        run: () => go('settings', s.key),
      })),
    ]
  }, [wanted, search, metrics, settings, changes])
}
