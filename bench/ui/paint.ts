/** From opening the address to the first page with its headline and a drawn chart, with an empty cache and a warm host. */
import type { Browser } from '@playwright/test'
import { createLiveCore } from './live-core.ts'
import { host } from './console.ts'
import { median, type Figure } from './figure.ts'

const tries = 7

/** Notes when the first line of a chart stands in the page. */
const watchForChart = `window.firstChart = new Promise(done => {
  const look = () => {
    const path = document.querySelector('[data-series]')
    if (path === null || (path.getAttribute('d') ?? '').length < 20) requestAnimationFrame(look)
    else requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
  }
  requestAnimationFrame(look)
})`

export const firstPaint = async (browser: Browser): Promise<Figure[]> => {
  const core = createLiveCore(20, () => Date.now())
  const served = await host(core)
  const useful: number[] = []
  const first: number[] = []
  // The first one warms the host and is not counted.
  for (let i = 0; i <= tries; i += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await page.addInitScript(watchForChart)
    await page.goto(served.newLaunchUrl())
    const chartMs = await page.evaluate<number>('window.firstChart')
    if (i > 0) {
      useful.push(chartMs)
      first.push(await page.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0`))
    }
    await context.close()
  }
  await served.close()
  await core.close()
  const all = useful.map(Math.round).join(', ')
  return [
    {
      name: 'first useful paint, headline and a chart',
      value: Math.round(median(useful)),
      unit: 'ms',
      bar: { atMost: 1000 },
      detail: `median of ${tries}: ${all}; first contentful paint ${Math.round(median(first))} ms`,
    },
  ]
}
