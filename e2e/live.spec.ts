import type { Page } from '@playwright/test'
import { browserOnly, expect, test } from './fixtures/scripted-console.ts'
import { openTunnel } from './fixtures/tunnel.ts'

/** Where everything of the first page stands. */
const boxes = (page: Page): Promise<string[]> =>
  page
    .locator('main h1, main article, main article h2, main figure, main aside section, main aside li')
    .evaluateAll(nodes => nodes.map(node => JSON.stringify(node.getBoundingClientRect())))

const lines = (page: Page): Promise<(string | null)[]> =>
  page.locator('[data-series]').evaluateAll(nodes => nodes.map(node => node.getAttribute('d')))

const shifts = (page: Page): Promise<number> =>
  page.evaluate(
    `new Promise(done => {
      let sum = 0
      new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value }).observe({ type: 'layout-shift', buffered: false })
      setTimeout(() => done(sum), 2500)
    })`,
  )

for (const range of ['Last 60', '15 min'] as const) {
  test(`samples, progress and events move nothing on the page (${range})`, async ({ page, open }) => {
    const { core } = await open('running')
    await page.getByText(range, { exact: true }).click()
    if (range === '15 min') core.sampleAll()
    await expect(page.locator('[data-series]').first()).toBeVisible()
    const before = { boxes: await boxes(page), lines: await lines(page) }
    const shifted = shifts(page)
    for (let i = 0; i < 20; i += 1) {
      core.sampleAll()
      core.emit('journal.appended', {
        seq: 1000 + i,
        tMs: Date.now(),
        kind: 'note',
        action: 'measured',
        subject: 'metric',
        detail: `sample ${i}`,
        sha256: 'a'.repeat(64),
        previousSha256: 'b'.repeat(64),
      })
      await page.evaluate('new Promise(done => setTimeout(done, 100))')
    }
    await expect.poll(async () => (await lines(page))[0] !== before.lines[0]).toBe(true)
    await expect(page.getByRole('region', { name: 'Last events' })).toContainText('sample 19')
    // A unit beside a number that gets longer moves by a digit; nothing else does.
    expect(await shifted, 'cumulative layout shift').toBeLessThan(0.001)
    expect(await boxes(page)).toEqual(before.boxes)
  })
}

test('charts out of sight are not drawn until they come into sight', async ({ page, open }) => {
  await page.setViewportSize({ width: 1000, height: 500 })
  const { core } = await open('much')
  const charts = page.locator('[data-series]')
  await expect(charts.first()).toBeVisible()
  expect(await charts.count()).toBeLessThan(9)
  const last = page.getByRole('article').last()
  await last.scrollIntoViewIfNeeded()
  await expect(last.locator('[data-series]')).toBeVisible()
  const value = await last.locator('[data-series]').getAttribute('d')
  core.sampleAll()
  await expect(last.locator('[data-series]')).not.toHaveAttribute('d', value ?? '')
})

test('every range asks the core for at most 410 points per chart, and remembers the choice', async ({ page, open }) => {
  const { inputs } = await open('much')
  for (const range of ['15 min', '1 h', '6 h', '24 h', '7 d', '30 d', '90 d']) {
    const already = inputs('metrics.range').length
    await page.getByText(range, { exact: true }).click()
    await expect.poll(() => inputs('metrics.range').length - already).toBe(9)
    const points = inputs('metrics.range').map(input => input.points)
    expect(Math.max(...points)).toBeLessThanOrEqual(410)
  }
  await page.reload()
  await expect(page.getByRole('radio', { name: '90 d' })).toBeChecked()
})

test('the pointer on one chart reads all of them at that time', async ({ page, open }) => {
  await open('much')
  await page.getByText('30 d', { exact: true }).click()
  const charts = page.locator('[data-series]')
  await expect(charts.first()).toBeVisible()
  const box = (await charts.first().boundingBox())!
  const readings = page.getByRole('article').getByText(/^\d\d:\d\d: /)
  let x = box.x + box.width / 2
  // The pointer goes on while charts are still drawn one after the other.
  await expect
    .poll(async () => {
      await page.mouse.move((x += 6), box.y + box.height / 2)
      return (await readings.count()) - (await charts.count())
    })
    .toBe(0)
  expect(await charts.count()).toBeGreaterThanOrEqual(6)
  await page.mouse.move(5, 5)
  await expect(readings).toHaveCount(0)
})

test('a mark is reached by keyboard, says which change it is, and opens it', async ({ page, open }) => {
  await open('much')
  const card = page.getByRole('article', { name: 'Pattern recognition: time per 1,000 classifications' })
  const mark = card.getByRole('link', { name: /^Applied: One pass with early exit/ })
  await mark.focus()
  await expect(card.getByText(/▲ Applied: One pass with early exit/)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/history\/c_0000000005$/)
})

test(
  'a connection that breaks and comes back: stale is said, then everything is read again',
  browserOnly('the window and its core are one machine: there is no connection to lose'),
  async ({ page, open }) => {
    const { core, host } = await open('much')
    const tunnel = await openTunnel(Number(new URL(host.url).port))
    const through = (url: string): string => url.replace(/:\d+\//, `:${tunnel.port}/`)
    await page.goto(through(host.newLaunchUrl()))
    const heading = page.getByRole('heading', { level: 1 })
    await expect(heading).toContainText('4 modifications wait for you.')
    tunnel.cut()
    await expect(page.getByText(/^not connected: this is how it was at/)).toBeVisible()
    await core.call('candidates.decline', { id: 'c_0000000001', reason: 'No' }, 'approve')
    core.sampleAll()
    await expect(page.getByRole('article').first()).toBeVisible()
    await expect(heading).toContainText('4 modifications wait for you.')
    tunnel.mend()
    await expect(page.getByText(/^not connected/)).toBeHidden({ timeout: 400_000 })
    await expect(heading).toContainText('3 modifications wait for you.')
    await tunnel.close()
  },
)
