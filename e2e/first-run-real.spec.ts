/** The first minute of an operator on the real core: nothing open, the bundled project, a session that really measures, the tour through it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { axeFinds, expect, test } from './fixtures/real-console.ts'

test('the tour opens the bundled project and shows a session that really runs', async ({ folders, openReal }) => {
  const { page } = await openReal(null)
  await expect(page.getByRole('heading', { level: 1, name: 'Open a project' })).toBeVisible()
  const copy = join(folders.home, 'bundled-project')
  expect(existsSync(copy)).toBe(false)
  await page.getByRole('button', { name: 'Take the 60-second tour' }).click()
  const step = (name: string) => page.getByRole('dialog', { name })
  await expect(step('Metrics')).toBeVisible()
  await expect(page.getByRole('article').first()).toBeVisible()
  // A copy in the data folder, not the one of the program.
  const manifest = JSON.parse(readFileSync(join(copy, 'asis.config.json'), 'utf8')) as { metrics: { title: string }[] }
  await expect(page.getByRole('article')).toHaveCount(manifest.metrics.length)
  await page.keyboard.press('ArrowRight')
  await expect(step('A session')).toContainText('A real session runs')
  const running = page.getByRole('region', { name: 'Running session' })
  await expect(running).toBeVisible()
  // Measured on this machine, drawn as it comes.
  await expect(page.getByRole('article').locator('[data-series]').first()).toBeAttached({ timeout: 400_000 })
  for (const [name, address] of [
    ['What it wants of you', /#\/now/],
    ['Review', /#\/review/],
    ['History', /#\/history/],
    ['Always in reach', /#\/now/],
  ] as const) {
    await page.keyboard.press('ArrowRight')
    await expect(step(name)).toBeVisible()
    await expect(page).toHaveURL(address)
  }
  expect(await axeFinds(page)).toEqual([])
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(running).toBeVisible()
  // Leaving the tour leaves the session; one key ends that.
  await page.keyboard.press('.')
  await expect(running).toBeHidden({ timeout: 400_000 })
  await page.keyboard.press('5')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await page.keyboard.press('v')
  await expect(page.getByText('unbroken')).toBeVisible()
})

test('the bundled project is opened with one button, and is there again after a reload', async ({ openReal }) => {
  const { page } = await openReal(null)
  await page.getByRole('button', { name: 'Open the bundled project' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Nothing has been measured yet.')
  await expect(page.getByRole('article').first()).toBeVisible()
  await page.reload()
  await expect(page.getByRole('article').first()).toBeVisible()
})
