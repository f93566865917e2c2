/** The way back stands where the news is, and a dialog decides nothing about what is no longer shown. */
import { browserOnly, diffIsShown, expect, test } from './fixtures/scripted-console.ts'

test('the notice of an apply has the roll back, on whatever page one is by then', async ({ page, open }) => {
  const { next } = await open('much', '#/review/c_0000000001')
  await diffIsShown(page)
  await page.keyboard.press('a')
  await page.getByRole('button', { name: 'Approve and apply' }).click()
  const notice = page.getByRole('alert').filter({ hasText: /^Applied: / })
  await expect(notice).toBeVisible()
  // It lies over nothing that the next decision needs.
  const evidence = await page.getByRole('region', { name: 'Evidence' }).boundingBox()
  expect((await notice.boundingBox())!.x + (await notice.boundingBox())!.width).toBeLessThanOrEqual(evidence!.x)
  await page.keyboard.press('1')
  await notice.getByRole('button', { name: 'Roll back' }).click()
  const dialog = page.getByRole('dialog', { name: 'Roll back' })
  const asked = next('modifications.rollback')
  await dialog.getByRole('button', { name: 'Roll back' }).click()
  expect(await asked).toMatchObject({ id: 'c_0000000001' })
  await expect(dialog).toBeHidden()
  await expect(page.getByText(/^Rolled back: /)).toBeVisible()
})

test('a dialog goes away with the page that it is about', async ({ page, open }) => {
  await open('much', '#/review/c_0000000001')
  await diffIsShown(page)
  await page.keyboard.press('a')
  await expect(page.getByRole('dialog', { name: 'Approve and apply' })).toBeVisible()
  await page.evaluate("location.hash = '#/review/c_0000000003'")
  await expect(page.getByRole('dialog', { name: 'Approve and apply' })).toBeHidden()
})

test(
  'while the page is not connected a dialog says why it decides nothing',
  browserOnly('there is no host to lose in the window'),
  async ({ page, open }) => {
    const { stop, restart } = await open('much', '#/review/c_0000000001')
    await diffIsShown(page)
    await page.keyboard.press('a')
    const dialog = page.getByRole('dialog', { name: 'Approve and apply' })
    await expect(dialog.getByRole('button', { name: 'Approve and apply' })).toBeEnabled()
    await stop()
    await expect(dialog).toContainText('Not connected: nothing can be decided')
    await expect(dialog.getByRole('button', { name: 'Approve and apply' })).toBeDisabled()
    await restart()
    await expect(dialog.getByRole('button', { name: 'Approve and apply' })).toBeEnabled()
  },
)
