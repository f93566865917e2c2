/**
 * The page's own secret, beside the cookie that every port of this machine receives: the launch link brings it behind `#key=`, and it is kept in the
 * storage of exactly this address and port. Several, newest first: other data folders may have been served here.
 */
import { pageKeyHash } from '../../src-shared/api/wire.ts'

const name = 'asis.page-keys'
const form = /^[\w-]{43}$/
const most = 4
/** Where storage is off it lasts as long as the page. */
let inMemory: readonly string[] = []

const stored = (): readonly string[] => {
  try {
    return (localStorage.getItem(name) ?? '').split(',').filter(key => form.test(key))
  } catch {
    return []
  }
}

/** Takes it out of the address before anything reads that; once, at the start. */
export const takePageKey = (): void => {
  if (!location.hash.startsWith(pageKeyHash)) return
  const key = location.hash.slice(pageKeyHash.length)
  history.replaceState(null, '', location.pathname)
  if (!form.test(key)) return
  inMemory = [key, ...stored().filter(known => known !== key)].slice(0, most)
  try {
    localStorage.setItem(name, inMemory.join(','))
  } catch {
    // In memory only.
  }
}

/** As the header carries them. Read each time: another tab may have opened a newer link, and the cookie is one for all of them. */
export const pageKeys = (): string => [...new Set([...stored(), ...inMemory])].slice(0, most).join(',')
