/** Approved in the page, watched in the real sandbox, taken back by itself: seen as it happens, without a reload. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures/real-console.ts'
import { modelBefore, writeWaitingModel } from './fixtures/waiting-model.ts'

test('a guardrail that gets worse takes the change back while the page looks on', async ({ folders, openReal }) => {
  const root = join(folders.empty, 'model')
  const id = writeWaitingModel(root, folders.home)
  const { page, goTo } = await openReal(root)
  await goTo(`review/${id}`)
  await expect(page.locator('main h1').first()).toContainText('Smaller model')
  // The key works as soon as the button does.
  await expect(page.getByRole('button', { name: 'Approve', exact: true })).toBeEnabled()
  await page.keyboard.press('a')
  await page.getByRole('button', { name: 'Approve and apply' }).click()
  await expect(page.getByText(/^Applied: /)).toBeVisible()
  await goTo(`history/${id}`)
  const row = page.getByRole('link', { name: /Smaller model/ }).first()
  await expect(row).toContainText('rolled back', { timeout: 400_000 })
  await expect(page.getByRole('complementary', { name: 'Chosen modification' })).toContainText('accuracy')
  await expect(row).toContainText('operator, back by the watch')
  await expect(page.getByRole('complementary', { name: 'Chosen modification' })).toContainText(/rolled back.* by the watch/)
  expect(readFileSync(join(root, 'src/model.mjs'), 'utf8')).toBe(modelBefore)
})
