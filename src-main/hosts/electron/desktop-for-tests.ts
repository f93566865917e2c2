/** For tests: the desktop program over the double of Electron and a core that the test decides. */
import { vi } from 'vitest'
import { silentLog } from '../../platform/ports.ts'
import { systemRandom } from '../../platform/random.ts'
import { createElectronDouble, type DoubleOptions, type ElectronDouble } from './electron-double.ts'
import type { DesktopOptions } from './main.ts'

export interface Launch extends DoubleOptions, Pick<DesktopOptions, 'openCore' | 'home'> {
  readonly argv?: readonly string[]
  readonly platform?: NodeJS.Platform
  readonly monotonicMs?: () => number
  /** After the program has begun and before Electron is ready. */
  readonly beforeReady?: (electron: ElectronDouble) => void
  /** The double, before the program runs. */
  readonly made?: (electron: ElectronDouble) => void
}

/** Resolves when `main` does. */
export const launchDesktop = async (launch: Launch): Promise<ElectronDouble> => {
  const electron = createElectronDouble(launch)
  launch.made?.(electron)
  vi.resetModules()
  vi.doMock('electron', () => electron.module)
  const { main } = await import('./main.ts')
  const running = main({
    rendererDir: '/nowhere',
    preload: '/program/preload.cjs',
    icons: '/program/icons',
    home: launch.home,
    platform: launch.platform ?? 'linux',
    argv: launch.argv ?? [],
    openCore: launch.openCore,
    random: systemRandom,
    monotonicMs: launch.monotonicMs ?? (() => 0),
    log: silentLog,
  })
  launch.beforeReady?.(electron)
  electron.ready()
  await running
  return electron
}
