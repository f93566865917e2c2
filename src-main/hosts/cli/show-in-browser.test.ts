import { expect, it } from 'vitest'

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemRandom } from '../../platform/random.ts'
import { openerOf, stepTo } from './show-in-browser.ts'
import { tunnelHint } from './open-console.ts'

const url = 'http://127.0.0.1:5000/launch/abc'

it('asks the desktop, and only where there is one', () => {
  expect(openerOf(url, 'darwin', {})).toEqual(['open', [url]])
  expect(openerOf(url, 'win32', {})).toEqual(['rundll32', ['url.dll,FileProtocolHandler', url]])
  expect(openerOf(url, 'linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['xdg-open', [url]])
  expect(openerOf(url, 'linux', { DISPLAY: '' })).toBe(null)
})
it('gives the desktop a file that only its owner can read instead of the link', () => {
  const folder = mkdtempSync(join(tmpdir(), 'asis-open-'))
  const umask = process.umask(0)
  try {
    const file = stepTo(url, folder, systemRandom)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toContain(`content="0;url=${url}"`)
    expect(file).not.toContain('launch')
    expect(stepTo(url, folder, systemRandom)).not.toBe(file)
  } finally {
    process.umask(umask)
    rmSync(folder, { recursive: true })
  }
})
it('names the tunnel to whoever is here by SSH', () => {
  expect(tunnelHint({ url: 'http://127.0.0.1:5000/' }, {})).toBe(null)
  expect(tunnelHint({ url: 'http://127.0.0.1:5000/' }, { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22', USER: 'ada' })).toMatch(
    /ssh -L 5000:localhost:5000 ada@.+ open the same link/,
  )
})
