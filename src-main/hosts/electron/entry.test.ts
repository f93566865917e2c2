import { afterEach, expect, it, vi } from 'vitest'
import { createElectronDouble } from './electron-double.ts'

afterEach(() => {
  vi.doUnmock('./main.ts')
  vi.doUnmock('electron')
})

it('is evaluated before Electron is ready, with all that must be done before', async () => {
  const electron = createElectronDouble()
  vi.resetModules()
  vi.doMock('electron', () => ({ ...electron.module, utilityProcess: {} }))
  // Electron waits for the end of this import before it is ready; who awaits readiness in it waits for ever.
  await import('./entry.ts')
  expect(electron.order).toEqual(['schemes', 'sandbox'])
  expect(electron.windows.length).toBe(0)
})
it('says when the program cannot start, and ends', async () => {
  const electron = createElectronDouble()
  vi.resetModules()
  vi.doMock('electron', () => ({ ...electron.module, utilityProcess: {} }))
  vi.doMock('./main.ts', () => ({ main: async () => Promise.reject(new Error('no pages')) }))
  await import('./entry.ts')
  await vi.waitFor(() => expect(electron.order).toEqual(['exit 1']))
  expect(electron.errors[0]?.[0]).toBe('ASIS could not start. Nothing was changed.')
})
