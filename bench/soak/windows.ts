/**
 * Two windows on the console that stay open whatever happens to the host: real Chromium pages of one browser that are never loaded again. A
 * host that was killed does not know the browser any more; then the operator opens the new launch link once, and both go on by themselves.
 */
import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { callPath, eventsPath, pageKeyHeader, type Reply } from '../../src-shared/api/wire.ts'

export interface Windows {
  /** The launch link of a new host, opened as its terminal says. */
  follow(launchUrl: string): Promise<void>
  /** How often each window has found its way back to a host by itself. */
  readonly reconnects: readonly number[]
  /** Clicks through the review of this candidate. True: the page says that it is applied. */
  approve(id: string): Promise<boolean>
  /** A call as the second window makes it, with its cookie; null when no answer came. */
  call(method: string, input: unknown): Promise<Reply | null>
  /** Findings: a window that was loaded again, crashed, or shows no page. */
  check(): Promise<readonly string[]>
  close(): Promise<void>
}

export async function openWindows(launchUrl: string): Promise<Windows> {
  const browser = await chromium.launch({
    executablePath: process.env['ASIS_CHROMIUM'] ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
  })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  const origin = new URL(launchUrl).origin
  const problems: string[] = []
  const reconnects = [-1, -1]
  const open = async (index: number, hash: string): Promise<Page> => {
    const page = await context.newPage()
    page.on('crash', () => problems.push(`window ${index + 1} crashed`))
    page.on('pageerror', error => problems.push(`window ${index + 1} threw: ${error.message}`))
    page.on('response', response => {
      if (response.status() === 200 && new URL(response.url()).pathname === eventsPath) reconnects[index]! += 1
    })
    await page.goto(index === 0 ? launchUrl : `${origin}/`)
    await page.goto(`${origin}/${hash}`)
    await page.locator('main h1').first().waitFor({ timeout: 60_000 })
    await page.evaluate('void (window.loadedOnce = true)')
    return page
  }
  const first = await open(0, '#/')
  const second = await open(1, '#/journal')
  return {
    reconnects,
    follow: url => openLink(context, url),
    async approve(id) {
      await goTo(first, `#/review/${id}`)
      try {
        await first.locator('main h1').first().waitFor({ timeout: 5000 })
        await first.keyboard.press('a', { delay: 10 })
        await first.getByRole('button', { name: 'Approve and apply' }).click({ timeout: 5000 })
        await first
          .getByText(/^Applied: /)
          .first()
          .waitFor({ timeout: 8000 })
        return true
      } catch {
        // The host is gone, or somebody was faster; what became of it is in the stores.
        return false
      } finally {
        await first.keyboard.press('Escape').catch(() => {})
        await goTo(first, '#/').catch(() => {})
      }
    },
    call: (method, input) =>
      second.evaluate(
        async ([path, body, header]) => {
          try {
            // As `page-key.ts` keeps it.
            const key = (Reflect.get(globalThis, 'localStorage') as { getItem(name: string): string | null }).getItem(
              'asis.page-keys',
            )
            const headers = { 'content-type': 'application/json', [header]: key ?? '' }
            const response = await fetch(path, { method: 'POST', headers, body })
            return (await response.json()) as Reply
          } catch {
            return null
          }
        },
        [`${callPath}${method}`, JSON.stringify(input), pageKeyHeader] as const,
      ),
    async check() {
      for (const [index, page] of [first, second].entries()) {
        if ((await page.evaluate('window.loadedOnce === true')) !== true) problems.push(`window ${index + 1} was loaded again`)
        if ((await page.locator('main h1').count()) === 0) problems.push(`window ${index + 1} shows no page`)
      }
      return problems.splice(0)
    },
    close: () => browser.close(),
  }
}

/** Within the page: nothing is loaded. */
const goTo = (page: Page, hash: string): Promise<void> => page.evaluate(`void (location.hash = ${JSON.stringify(hash)})`)

async function openLink(context: BrowserContext, url: string): Promise<void> {
  const tab = await context.newPage()
  try {
    // In a tab that is closed again: the link brings the browser's cookie, and the page's key that goes with it.
    await tab.goto(url, { timeout: 10_000 })
  } catch {
    // The host is gone already; the next one has a link of its own.
  } finally {
    await tab.close().catch(() => {})
  }
}
