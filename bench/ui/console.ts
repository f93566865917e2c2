/** A browser with the built pages over a given core, and what can be asked of it. */
import { resolve } from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { startHttpHost, type HttpHost } from '../../src-main/hosts/http/http-host.ts'
import type { Core } from '../../src-main/core-types.ts'
import { isRefused } from '../../src-shared/errors.ts'

export const rendererDir = resolve(import.meta.dirname, '../../dist/renderer')

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['ASIS_CHROMIUM'] ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--enable-precise-memory-info', '--js-flags=--expose-gc'],
  })

export const host = async (core: Core): Promise<HttpHost> => {
  const started = await startHttpHost(core, { port: 0, rendererDir, scope: 'approve', log: () => {} })
  if (isRefused(started)) throw new Error(started.message)
  return started
}

/** A page with the cookie of this host, at `hash`, with its first heading drawn. */
export const openPage = async (browser: Browser, served: HttpHost, hash: string): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(served.newLaunchUrl())
  await page.goto(`${served.url}${hash}`)
  await page.locator('main h1').first().waitFor({ timeout: 60_000 })
  return page
}
