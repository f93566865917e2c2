/** The address after `#`, as a place: `#/review/c_0000000001`. Works the same under http:// and asis://, and can be linked to. */
import { useSyncExternalStore } from 'react'

export const places = ['now', 'opportunities', 'review', 'history', 'journal', 'settings', 'welcome'] as const
export type Place = (typeof places)[number]

export interface Route {
  readonly place: Place
  /** What is chosen there: a candidate; a metric (now); a record or session (journal); a key (settings). Null: nothing. */
  readonly id: string | null
}

const candidate = /^c_[0-9a-z]{10}$/
const idOf: Readonly<Record<Place, RegExp>> = {
  now: /^[a-z][a-z0-9_-]{0,79}$/,
  opportunities: /^[a-z][a-z0-9_-]{0,79}$/,
  review: candidate,
  history: candidate,
  journal: /^(?:[1-9][0-9]{0,14}|s_[0-9a-z]{10})$/,
  settings: /^[a-z][A-Za-z0-9.]{0,99}$/,
  welcome: /^$/,
}

export const parseRoute = (hash: string): Route => {
  const [place = '', id = ''] = hash.replace(/^#\/?/, '').split('/')
  const known = places.find(p => p === place)
  return known === undefined ? { place: 'now', id: null } : { place: known, id: id !== '' && idOf[known].test(id) ? id : null }
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
