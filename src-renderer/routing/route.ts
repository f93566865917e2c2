/** The address after `#`, as a place: `#/review/c_0000000001`. Works the same under http:// and asis://, and can be linked to. */
import { useSyncExternalStore } from 'react'

export const places = ['now', 'opportunities', 'review', 'history', 'journal', 'settings', 'welcome'] as const
export type Place = (typeof places)[number]

export interface Route {
  readonly place: Place
  /** A candidate; null where none is chosen. */
  readonly id: string | null
}

export const parseRoute = (hash: string): Route => {
  const [place = '', id = ''] = hash.replace(/^#\/?/, '').split('/')
  const known = places.find(p => p === place)
  return { place: known ?? 'now', id: /^c_[0-9a-z]{10}$/.test(id) ? id : null }
}

export const addressOf = (place: Place, id?: string | null): string => (id ? `#/${place}/${id}` : `#/${place}`)

/** `replace` for selections inside of a page, so that Back leaves the page. */
export const go = (place: Place, id?: string | null, replace = false): void => {
  const address = addressOf(place, id)
  if (location.hash === address) return
  if (!replace) {
    location.hash = address
    return
  }
  history.replaceState(null, '', address)
  dispatchEvent(new HashChangeEvent('hashchange'))
}

const watch = (listener: () => void): (() => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
export const useHash = (): string => useSyncExternalStore(watch, () => location.hash)
