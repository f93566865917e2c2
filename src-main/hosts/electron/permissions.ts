/**
 * What a page may ask of Electron: to put text on the clipboard, for the copy buttons of our own page in its main frame. Everything
 * else, reading the clipboard too, is denied.
 */
import type { Session } from 'electron'
import { origin } from './pages.ts'

type Asking = Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>

const mayHave = (permission: string, url: string | undefined, isMainFrame: boolean): boolean =>
  permission === 'clipboard-sanitized-write' && isMainFrame && (url === origin || url?.startsWith(`${origin}/`) === true)

export const settlePermissions = (session: Asking): void => {
  session.setPermissionRequestHandler((_contents, permission, done, details) =>
    done(mayHave(permission, details.requestingUrl, details.isMainFrame)),
  )
  // Asked first, and for some permissions the only one asked.
  session.setPermissionCheckHandler((_contents, permission, from, details) => mayHave(permission, from, details.isMainFrame))
  session.setDevicePermissionHandler(() => false)
}
