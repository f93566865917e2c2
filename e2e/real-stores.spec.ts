/** A data folder with years in it, through the real core: 10,000 modifications, 5,000,000 samples, a long journal. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { projectIdOf, realFolder } from '../src-main/project/open-project.ts'
import { fillBigHome } from './fixtures/big-home.ts'
import { serve } from './fixtures/real-console.ts'

test('every page answers over 10,000 modifications and 5,000,000 samples', async ({ page }) => {
  // Filling and the first opening, with all migrations, take their time.
  test.setTimeout(600_000)
  const folder = mkdtempSync(join(tmpdir(), 'asis-years-'))
  const [root, home] = [join(folder, 'project'), join(folder, 'data')]
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
  const server = await serve(['--project', root], { ...process.env, ASIS_HOME: home })
  try {
    await page.goto(server.url)
    const base = page.url().replace(/#.*/, '')
    await page.getByText('90 d', { exact: true }).click()
    await expect(page.locator('main svg path[d^="M"]').first()).toBeVisible()
    await page.goto(`${base}#/history`)
    await expect(page.locator('main h1').first()).toContainText('in effect')
    const list = page.getByRole('link', { name: /->|→|x/ })
    await expect(list.first()).toBeVisible()
    await page.goto(`${base}#/journal`)
    await expect(page.getByRole('row').nth(5)).toBeVisible()
    await page.keyboard.press('v')
    await expect(page.getByText('unbroken')).toBeVisible({ timeout: 60_000 })
    await page.goto(`${base}#/opportunities`)
    await expect(page.getByRole('row').nth(1)).toContainText('Metric')
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
