/** Half an hour of live data in a minute: the page's clock and the samples' run thirty times as fast; the heap is read after a collection. */
import type { Browser } from '@playwright/test'
import { createLiveCore } from './live-core.ts'
import { host, openPage } from './console.ts'
import type { Figure } from './figure.ts'

const speed = 30
const simulatedMs = 30 * 60_000
const sampleMs = 100
const startMs = Date.now()
const clock = { realMs: startMs, nowMs: () => startMs + (Date.now() - clock.realMs) * speed }

export const heapGrowth = async (browser: Browser): Promise<Figure[]> => {
  const core = createLiveCore(20, clock.nowMs)
  const served = await host(core)
  const page = await openPage(browser, served, '#/now')
  await page.addInitScript(
    `{ const real = Date.now.bind(Date); const start = ${startMs}, at = ${clock.realMs}; Date.now = () => start + (real() - at) * ${speed} }`,
  )
  await page.reload()
  await page.getByText('15 min', { exact: true }).click()
  await page.locator('[data-series]').first().waitFor()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('HeapProfiler.enable')
  const usedMB = async (): Promise<number> => {
    await cdp.send('HeapProfiler.collectGarbage')
    const { usedSize } = await cdp.send('Runtime.getHeapUsage')
    return usedSize / 1e6
  }
  let sentMs = clock.nowMs()
  let rounds = 0
  const send = (): void => {
    for (const untilMs = clock.nowMs(); sentMs < untilMs; sentMs += sampleMs) {
      core.sampleAll(sentMs)
      rounds += 1
    }
  }
  const run = async (forMs: number): Promise<void> => {
    const timer = setInterval(send, 20)
    await page.waitForTimeout(forMs / speed)
    clearInterval(timer)
  }
  // Two minutes in which rings and caches are made once.
  await run(2 * 60_000)
  const before = await usedMB()
  rounds = 0
  await run(simulatedMs)
  const after = await usedMB()
  await page.context().close()
  await served.close()
  await core.close()
  return [
    {
      name: 'heap growth in 30 simulated minutes',
      value: Math.round((after - before) * 100) / 100,
      unit: 'MB',
      bar: { atMost: 10 },
      detail: `${before.toFixed(1)} to ${after.toFixed(1)} MB, ${rounds} rounds of 20 samples`,
    },
  ]
}
