/** Twenty series at ten samples a second: frames, long tasks, how often and how finely the charts are drawn. */
import type { Browser } from '@playwright/test'
import { createLiveCore } from './live-core.ts'
import { host, openPage } from './console.ts'
import { countFrames } from './frames.ts'
import type { Figure } from './figure.ts'

const series = 20
const everyMs = 100
const forMs = 10_000

/** Counts how often the line of the first chart becomes another one. */
const countDrawings = `
  window.drawings = 0
  new MutationObserver(() => { window.drawings += 1 }).observe(document.querySelector('[data-series]'), { attributes: true, attributeFilter: ['d'] })
`
const mostPoints = `Math.max(...[...document.querySelectorAll('[data-series]')].map(p => (p.getAttribute('d') ?? '').split(/[ML]/).length - 1))`

export const liveData = async (browser: Browser): Promise<Figure[]> => {
  const figures: Figure[] = []
  for (const range of ['Last 60', '15 min', '1 h']) {
    const core = createLiveCore(series, () => Date.now())
    const served = await host(core)
    const page = await openPage(browser, served, '#/now')
    await page.getByText(range, { exact: true }).click()
    await page.locator('[data-series]').first().waitFor()
    const timer = setInterval(() => core.sampleAll(Date.now()), everyMs)
    // The first seconds hold what happens once: other pages are loaded, axes find their ranges.
    await page.waitForTimeout(5000)
    await page.evaluate(countDrawings)
    const frames = await countFrames(page, forMs)
    const drawn = Math.round(((await page.evaluate<number>('window.drawings')) / (forMs / 1000)) * 10) / 10
    const points = await page.evaluate<number>(mostPoints)
    const charts = await page.locator('[data-series]').count()
    clearInterval(timer)
    await page.context().close()
    await served.close()
    await core.close()
    const where = `${series} series at ${1000 / everyMs} Hz, ${range}`
    figures.push(
      {
        name: `frames, ${where}`,
        value: frames.perSecond,
        unit: '/s',
        bar: { atLeast: 50 },
        detail: `${charts} charts drawn, longest gap ${frames.longestGapMs} ms, ${frames.late} late`,
      },
      {
        name: `longest task, ${range}`,
        value: Math.max(0, ...frames.longTasksMs),
        unit: 'ms',
        bar: { atMost: 50 },
        detail: frames.longTasksMs.length === 0 ? 'none over 50 ms' : `over 50 ms: ${frames.longTasksMs.join(', ')}`,
      },
      { name: `drawings of one chart, ${range}`, value: drawn, unit: '/s', bar: { atLeast: 2 }, detail: '' },
      { name: `points of one chart, ${range}`, value: points, unit: '', bar: { atMost: 400 }, detail: '' },
    )
  }
  return figures
}
