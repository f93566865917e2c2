/** The places of the rail in their order; a digit opens each. */
import type { Place } from '../routing/route.ts'
import type { IconName } from '../ui/icons.tsx'

export const railPlaces: readonly {
  readonly place: Place
  readonly label: string
  readonly key: string
  readonly icon: IconName
}[] = [
  { place: 'now', icon: 'now', label: 'Now', key: 'n' },
  { place: 'opportunities', icon: 'opportunities', label: 'Opportunities', key: 'o' },
  { place: 'review', icon: 'review', label: 'Review', key: 'r' },
  { place: 'history', icon: 'history', label: 'History', key: 'h' },
  { place: 'journal', icon: 'journal', label: 'Journal', key: 'j' },
  { place: 'settings', icon: 'settings', label: 'Settings', key: 's' },
]
