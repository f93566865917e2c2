import type { Page } from '@playwright/test'
import { axeFinds, diffIsShown, expect, test } from './fixtures/scripted-console.ts'

const chosen = (page: Page) => page.getByTestId('timeline').locator('a[aria-current="true"]')

test('ten thousand modifications open at once, scroll to the last, and only what is seen is in the page', async ({
  page,
  open,
}) => {
  await open('many', '#/history')
  const timeline = page.getByTestId('timeline')
  const rows = timeline.locator('a')
  await expect(rows.first()).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('7,004 modifications in effect')
  const last = timeline.getByText(/^Change 10000: /)
  await expect(async () => {
    await timeline.evaluate(node => node.scrollTo(0, node.scrollHeight))
    await expect(last).toBeVisible({ timeout: 200 })
  }).toPass({ timeout: 400_000 })
  expect(await rows.count()).toBeLessThan(80)
  // The day that is read stays on top.
  await expect(timeline.locator('li[data-sticky] h2')).toBeVisible()
})

test('a link to one that is not loaded yet shows it in its place', async ({ page, open }) => {
  await open('many', '#/history/c_m000004000')
  await expect(page.getByRole('complementary', { name: 'Chosen modification' })).toContainText('Change 4001:')
  await expect(chosen(page)).toContainText('Change 4001:', { timeout: 400_000 })
  await expect(chosen(page)).toBeInViewport()
  await page.keyboard.press('j')
  await expect(page).toHaveURL(/c_m000004001$/)
  await expect(chosen(page)).toContainText('Change 4002:')
})

test('rolling back by keys: preview first, one button, and the line says so', async ({ page, open }) => {
  const { core } = await open('much', '#/history')
  await expect(chosen(page)).toContainText('One pass with early exit')
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog', { name: 'Roll back' })
  await expect(dialog.getByRole('list', { name: 'Files' })).toContainText('as it was applied')
  await diffIsShown(page)
  await expect(dialog.getByRole('button', { name: 'Roll back' })).toBeEnabled()
  await dialog.getByLabel('Why').fill('Slower on Monday')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^Rolled back: One pass/)).toBeVisible()
  await expect(chosen(page)).toContainText('rolled back')
  await expect(page.getByRole('complementary', { name: 'Chosen modification' })).toContainText(/rolled back.* by operator/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('36 modifications in effect')
  expect(await core.call('candidates.get', { id: 'c_0000000005' }, 'read')).toMatchObject({ note: 'Slower on Monday' })
})

test('later edits and later modifications stand before everything else', async ({ page, open }) => {
  await open('much', '#/history/c_0000000008')
  await expect(chosen(page)).toContainText('Inverted index')
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog', { name: 'Roll back' })
  await expect(dialog).toContainText('Files were edited or removed by hand')
  await expect(dialog.getByRole('list', { name: 'Files' }).getByRole('listitem').first()).toContainText('edited since')
  await expect(dialog.getByRole('button', { name: 'Roll back' })).toBeDisabled()
  await dialog.getByRole('checkbox').check()
  await expect(dialog.getByRole('button', { name: 'Roll back' })).toBeEnabled()
  await page.keyboard.press('Escape')
  await page.goto(page.url().replace(/#.*/, '#/history/c_000000000c'))
  await expect(page).toHaveURL(/c_000000000c$/)
  await expect(page.getByRole('complementary')).toContainText('research/search.ts')
  await page.keyboard.press('r')
  await expect(dialog.getByRole('alert')).toContainText('Roll these back first')
  await dialog.getByRole('link', { name: 'Inverted index for search over concepts' }).click()
  await expect(page).toHaveURL(/c_0000000008$/)
})

test('everything since a modification is taken back as one, newest first', async ({ page, open }) => {
  const { next } = await open('much', '#/history/c_000000000b')
  await expect(chosen(page)).toContainText('One pass')
  await page.keyboard.press('m')
  await page.getByRole('menuitem', { name: 'Roll back everything since this one' }).click()
  const dialog = page.getByRole('dialog', { name: 'Roll back everything since' })
  const list = dialog.getByRole('region', { name: 'Modifications to roll back' }).getByRole('listitem')
  await expect(list).toHaveCount(4)
  await expect(list.first()).toContainText(/min ago/)
  expect(await axeFinds(page, '[role="dialog"]')).toEqual([])
  const asked = next('modifications.rollbackSince')
  await dialog.getByRole('button', { name: 'Roll back 4 modifications' }).click()
  expect(await asked).toMatchObject({
    ids: ['c_0000000005', 'c_0000000008', 'c_000000000a', 'c_000000000b'],
  })
  await expect(page.getByText('4 modifications rolled back.')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('33 modifications in effect')
})

test('when something happened since the preview, nothing is rolled back', async ({ page, open }) => {
  const { core, before } = await open('much', '#/history/c_000000000a')
  await expect(chosen(page)).toContainText('One pass')
  await page.keyboard.press('b')
  const dialog = page.getByRole('dialog', { name: 'Roll back everything since' })
  before('modifications.rollbackSince', () =>
    core.call('modifications.rollback', { id: 'c_0000000005', reason: 'first' }, 'approve'),
  )
  await dialog.getByRole('button', { name: 'Roll back 3 modifications' }).click()
  await expect(dialog.getByRole('alert')).toContainText('since the preview. Nothing was changed.')
  expect(await core.call('candidates.get', { id: 'c_0000000008' }, 'read')).toMatchObject({ state: 'kept' })
})

test('kind, metric and words choose what is listed', async ({ page, open }) => {
  await open('much', '#/history')
  const rows = page.getByTestId('timeline').locator('a')
  await expect(rows.first()).toBeVisible()
  await page.getByText('Rolled back', { exact: true }).click()
  await expect(rows.first()).toContainText('rolled back')
  await expect(rows.filter({ hasNotText: 'rolled back' })).toHaveCount(0)
  await page.getByText('Rejected', { exact: true }).click()
  await expect(rows).toHaveCount(1)
  await page.getByText('All', { exact: true }).click()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Find modifications' })).toBeFocused()
  await page.keyboard.type('no such thing')
  await expect(page.getByText('None that fits')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Metric' }).click()
  await page.getByRole('option', { name: 'Learning: classes in effect' }).click()
  await expect(rows.first()).toContainText('Learning: classes in effect')
  await expect(rows.filter({ hasNotText: 'Learning: classes in effect' })).toHaveCount(0)
})

test('the course can be read as gain, functions, decisions and complexity', async ({ page, open }) => {
  await open('much', '#/history')
  await expect(page.getByRole('figure', { name: /mean gain$/ })).toBeVisible()
  for (const [choice, name] of [
    ['Functions', /functions optimized$/],
    ['By policy', /autonomous decisions$/],
    ['Complexity', /paths per function$/],
  ] as const) {
    await page.getByText(choice, { exact: true }).click()
    await expect(page.getByRole('figure', { name })).toBeVisible()
  }
})

test('one that was declined is tried again', async ({ page, open }) => {
  const { next } = await open('much', '#/history/c_0000000007')
  await expect(chosen(page)).toContainText('declined')
  const asked = next('candidates.retry')
  await page.keyboard.press('y')
  expect(await asked).toEqual({ id: 'c_0000000007' })
})
