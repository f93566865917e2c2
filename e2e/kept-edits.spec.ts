/** Edits that a rollback was told to overwrite: seen with the modification, shown beside the file, put back after a question. */
import type { Page } from '@playwright/test'
import { axeFinds, diffIsShown, expect, test } from './fixtures/scripted-console.ts'

const kept = (page: Page) => page.getByRole('region', { name: 'Edits kept' })
const items = (page: Page) => kept(page).getByRole('listitem')

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    test('the modification names what is kept, without a fault that axe finds', async ({ page, open }) => {
      await open('much', '#/history/c_0000000009')
      await expect(items(page)).toHaveCount(2)
      await expect(items(page).first()).toContainText('src/other/helper.ts')
      await expect(items(page).first()).toContainText('file edited since')
      await expect(items(page).first()).toContainText('24 bytes')
      expect(await axeFinds(page)).toEqual([])
    })
  })
}

test('the newest one is shown by key, and looking changes nothing', async ({ page, open }) => {
  const { core } = await open('much', '#/history/c_0000000009')
  await expect(items(page)).toHaveCount(2)
  await page.keyboard.press('e')
  const dialog = page.getByRole('dialog', { name: 'Kept edit' })
  await diffIsShown(page)
  await expect(dialog.getByRole('button', { name: 'Restore' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  expect(await core.call('edits.list', { id: 'c_0000000009' }, 'read')).toMatchObject([{ state: 'edited-since' }, {}])
})

test('one is put back by keys alone, after a question, and the list says so', async ({ page, open }) => {
  const { next } = await open('much', '#/history/c_0000000009')
  const button = kept(page)
    .getByRole('button', { name: /^Restore / })
    .last()
  await button.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Restore a kept edit' })
  await diffIsShown(page)
  await expect(dialog.getByRole('button', { name: 'Not now' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(dialog.getByRole('button', { name: 'Restore' })).toBeFocused()
  const asked = next('edits.restore')
  await page.keyboard.press('Enter')
  expect(await asked).toEqual({ id: 'e_0000000001' })
  await expect(page.getByText(/^Restored: .*What was there before is kept\.$/)).toBeVisible()
  await expect(items(page).last()).toContainText('in the file now')
  await expect(button).toBeDisabled()
})

test('a file that was edited since is replaced only after that was said', async ({ page, open }) => {
  const { next } = await open('much', '#/history/c_0000000009')
  await kept(page).getByRole('button', { name: 'Restore src/other/helper.ts' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore a kept edit' })
  await expect(dialog).toContainText('The file was edited by hand since.')
  await expect(dialog.getByRole('button', { name: 'Restore' })).toBeDisabled()
  await dialog.getByRole('checkbox').check()
  const asked = next('edits.restore')
  await dialog.getByRole('button', { name: 'Restore' }).click()
  expect(await asked).toEqual({ id: 'e_0000000002', overwriteEdits: true })
  await expect(items(page).first()).toContainText('in the file now')
})

test('what a rollback overwrites appears at once', async ({ page, open }) => {
  await open('much', '#/history/c_0000000008')
  await expect(kept(page)).toHaveCount(0)
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog', { name: 'Roll back' })
  await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: 'Roll back' }).click()
  await expect(items(page)).toHaveCount(1)
  await expect(items(page).first()).toContainText('can be restored')
})

test('whoever may only look can see it and not put it back', async ({ page, open }) => {
  await open('much', '#/history/c_0000000009', { scope: 'read' })
  await expect(
    kept(page)
      .getByRole('button', { name: /^Show / })
      .first(),
  ).toBeEnabled()
  for (const button of await kept(page)
    .getByRole('button', { name: /^Restore / })
    .all())
    await expect(button).toBeDisabled()
})
