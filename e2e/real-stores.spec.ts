/** A data folder with years in it, through the real core: 10,000 modifications, 5,000,000 samples, a long journal. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectIdOf, realFolder } from '../src-main/project/open-project.ts'
import { fillBigHome } from './fixtures/big-home.ts'
import { expect, test } from './fixtures/real-console.ts'

test('every page answers over 10,000 modifications and 5,000,000 samples', async ({ folders, openReal }) => {
  // Filling and the first opening, with all migrations, take their time.
  test.setTimeout(600_000)
  const [root, home] = [join(folders.empty, 'years'), folders.home]
  const metrics = Array.from({ length: 20 }, (_, i) => ({ id: `metric-${i}`, title: `Metric ${i}`, unit: 'us' }))
  mkdirSync(join(root, 'src'), { recursive: true })
  writeFileSync(join(root, 'src/a.mjs'), 'export const a = 1\n')
  writeFileSync(join(root, 'level.mjs'), 'export default () => 1\n')
  const benchmark = { kind: 'module', file: 'level.mjs' }
  const declared = metrics.map(metric => ({
    ...metric,
    direction: 'lower',
    goal: { improve: 0.5 },
    targets: ['src/a.mjs'],
    benchmark,
  }))
  writeFileSync(
    join(root, 'asis.config.json'),
    JSON.stringify({ name: 'years', languages: ['javascript'], files: ['src/**'], metrics: declared }),
  )
  const projectId = projectIdOf(realFolder(root) as string)
  fillBigHome({ home, projectId, metrics, modifications: 10_000, samples: 5_000_000, records: 50_000, nowMs: Date.now() })
  const { page, goTo } = await openReal(root)
  await page.getByText('90 d', { exact: true }).click()
  await expect(page.locator('main svg path[d^="M"]').first()).toBeVisible()
  await goTo('history')
  await expect(page.locator('main h1').first()).toContainText('in effect')
  const list = page.getByRole('link', { name: /->|→|x/ })
  await expect(list.first()).toBeVisible()
  await goTo('journal')
  await expect(page.getByRole('row').nth(5)).toBeVisible()
  await page.keyboard.press('v')
  const answer = page.getByRole('main').getByRole('status').filter({ hasText: 'broken' })
  await expect(answer).toBeVisible({ timeout: 400_000 })
  await expect(answer).toContainText('unbroken')
  await goTo('opportunities')
  await expect(page.getByRole('row').nth(1)).toContainText('Metric')
})
