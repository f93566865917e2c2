/** Approved in the page, watched in the real sandbox, taken back by itself: seen as it happens, without a reload. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { serve } from './fixtures/real-console.ts'
import { modelBefore, writeWaitingModel } from './fixtures/waiting-model.ts'

test('a guardrail that gets worse takes the change back while the page looks on', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'asis-live-rollback-'))
  const [root, home] = [join(folder, 'project'), join(folder, 'data')]
  const id = writeWaitingModel(root, home)
  const server = await serve(['--project', root], { ...process.env, ASIS_HOME: home })
  try {
    await page.goto(server.url)
    await page.goto(`${page.url().replace(/#.*/, '')}#/review/${id}`)
    await expect(page.locator('main h1').first()).toContainText('Smaller model')
    await page.keyboard.press('a')
    await page.getByRole('button', { name: 'Approve and apply' }).click()
    await expect(page.getByText(/^Applied: /)).toBeVisible()
    await page.goto(`${page.url().replace(/#.*/, '')}#/history/${id}`)
    const row = page.getByRole('link', { name: /Smaller model/ }).first()
    await expect(row).toContainText('rolled back', { timeout: 90_000 })
    await expect(page.getByRole('complementary', { name: 'Chosen modification' })).toContainText('accuracy')
    expect(readFileSync(join(root, 'src/model.mjs'), 'utf8')).toBe(modelBefore)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
