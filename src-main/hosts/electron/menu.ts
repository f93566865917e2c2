/**
 * The menus of each platform. An item does what a key of the page does, by asking the page for it; Electron's roles do the rest. Pure: the
 * template only.
 */
import type { MenuItemConstructorOptions } from 'electron'
import type { PageAction } from '../../../src-shared/api/wire.ts'

export interface MenuWishes {
  readonly platform: NodeJS.Platform
  /** A checkout: with reloading and developer tools. */
  readonly forDevelopers: boolean
  readonly send: (action: PageAction) => void
  /** The emergency stop, which also works when the page does not. */
  readonly stop: () => void
}

const places = [
  ['Now', 'now'],
  ['Opportunities', 'opportunities'],
  ['Review', 'review'],
  ['History', 'history'],
  ['Journal', 'journal'],
] as const

export const menuTemplate = ({ platform, forDevelopers, send, stop }: MenuWishes): MenuItemConstructorOptions[] => {
  const isMac = platform === 'darwin'
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const item = (label: string, action: PageAction, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(action),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  const settings = item(isMac ? 'Settings…' : 'Settings', { go: 'settings' }, 'CommandOrControl+,')
  const openProject = item('Open Project…', { go: 'welcome' }, 'CommandOrControl+O')
  const stopItem: MenuItemConstructorOptions = { label: 'Stop Everything', accelerator: 'CommandOrControl+.', click: stop }

  const appMenu: MenuItemConstructorOptions = {
    label: 'ASIS',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
  const file: MenuItemConstructorOptions = {
    label: 'File',
    submenu: isMac
      ? [openProject, separator, { role: 'close' }]
      : [openProject, separator, settings, separator, { role: 'quit' }],
  }
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      item('All Commands', { run: 'palette' }, 'CommandOrControl+K'),
      item('Light or Dark', { run: 'theme' }),
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      ...(forDevelopers ? [separator, { role: 'reload' as const }, { role: 'toggleDevTools' as const }] : []),
    ],
  }
  const goTo: MenuItemConstructorOptions = {
    label: 'Go',
    submenu: places.map(([label, place], index) => item(label, { go: place }, `CommandOrControl+${index + 1}`)),
  }
  const control: MenuItemConstructorOptions = { label: 'Control', submenu: [stopItem] }
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [item('Keyboard Shortcuts', { run: 'keys' }), ...(isMac ? [] : [separator, { role: 'about' as const }])],
  }
  return [...(isMac ? [appMenu] : []), file, { role: 'editMenu' }, view, goTo, control, { role: 'windowMenu' }, help]
}
