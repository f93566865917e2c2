/** The sign beside the clock: whether something waits, runs or is stopped, and the emergency stop. */
import { Menu, nativeImage, Tray } from 'electron'
import { join } from 'node:path'
import type { Status } from '../../../src-shared/api/contract.ts'
import { wantedOf } from '../../../src-shared/domain/wanted.ts'
import { stateLine } from './attention.ts'

export interface TrayWishes {
  readonly icons: string
  readonly platform: NodeJS.Platform
  readonly open: () => void
  readonly stop: () => void
  readonly quit: () => void
}

export interface AsisTray {
  show(status: Status | null): void
  close(): void
}

/** Null where the desktop has no place for it: the window is there all the same. */
export const createTray = ({ icons, platform, open, stop, quit }: TrayWishes): AsisTray | null => {
  // macOS colours an image by itself when its name ends so, and takes the larger one beside it for sharp displays.
  const ending = platform === 'darwin' ? 'Template.png' : '.png'
  const image = (waiting: boolean) => nativeImage.createFromPath(join(icons, `tray${waiting ? 'Waiting' : ''}${ending}`))
  let tray: Tray
  try {
    tray = new Tray(image(false))
  } catch {
    return null
  }
  const show = (status: Status | null): void => {
    const line = stateLine(status)
    tray.setImage(image(status !== null && wantedOf(status) > 0))
    tray.setToolTip(`ASIS. ${line}`)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: line, enabled: false },
        { type: 'separator' },
        { label: 'Open ASIS', click: open },
        { label: 'Stop Everything', enabled: status !== null && status.stopped === null, click: stop },
        { type: 'separator' },
        { label: 'Quit ASIS', click: quit },
      ]),
    )
  }
  tray.on('click', open)
  show(null)
  return { show, close: () => tray.destroy() }
}
