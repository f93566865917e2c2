/** Scrolling through 10,000 modifications: a frame that comes more than half a frame late is a dropped one. */
import type { Browser } from '@playwright/test'
import { createScriptedCore } from '../../e2e/fixtures/scripted-core.ts'
import { host, openPage } from './console.ts'
import type { Figure } from './figure.ts'

const forMs = 6000

/** Scrolls what scrolls most in the page by `px` a frame, loading on as it goes, and measures the frames. */
const scroll = (px: number) => `new Promise(done => {
  const all = [...document.querySelectorAll('main, main *')].filter(e => e.scrollHeight > e.clientHeight + 100 && /auto|scroll/.test(getComputedStyle(e).overflowY))
  const list = all.sort((a, b) => b.scrollHeight - a.scrollHeight)[0]
  if (list === undefined) { done({ gaps: [], height: 0, way: 0 }); return }
  const times = []
  let way = 0
  const step = t => {
    times.push(t)
    const before = list.scrollTop
    list.scrollTop += ${px}
    way += list.scrollTop - before
    if (t - times[0] < ${forMs}) requestAnimationFrame(step)
    else done({ gaps: times.slice(1).map((x, i) => x - times[i]), height: list.scrollHeight, way, rows: list.querySelectorAll('a, tr, [role=row]').length })
  }
  requestAnimationFrame(step)
})`

export const longLists = async (browser: Browser): Promise<Figure[]> => {
  const core = createScriptedCore('many')
  const served = await host(core)
  const figures: Figure[] = []
  for (const place of ['history', 'journal']) {
    const page = await openPage(browser, served, `#/${place}`)
    await page.locator('main output[aria-label^="Loading"]').first().waitFor({ state: 'detached', timeout: 60_000 })
    await page.waitForTimeout(1500)
    interface Scrolled {
      readonly gaps: number[]
      readonly height: number
      readonly way: number
      readonly rows: number
    }
    // What the machine drops by itself at this moment, with nothing to draw.
    const still = await page.evaluate<Scrolled>(scroll(0))
    const { gaps, height, way, rows } = await page.evaluate<Scrolled>(scroll(40))
    const late = gaps.filter(gap => gap > 25).length
    const lateStill = still.gaps.filter(gap => gap > 25).length
    figures.push({
      name: `scrolling 10,000 rows, ${place}: dropped frames`,
      value: gaps.length === 0 ? 999 : late,
      unit: `of ${gaps.length}`,
      bar: { atMost: 0 },
      detail:
        gaps.length === 0
          ? 'nothing on the page scrolls'
          : `longest gap ${Math.round(Math.max(...gaps))} ms, ${Math.round(way)} px of ${height} px scrolled, ${rows} rows in the page; ${lateStill} dropped by the machine with the same page at rest`,
    })
    await page.context().close()
  }
  await served.close()
  await core.close()
  return figures
}
