import { axeFinds, expect, test } from './fixtures/scripted-console.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`opportunities in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    test('have no fault that axe finds, with the dialog and what was found', async ({ page, open }) => {
      await open('much', '#/opportunities')
      await expect(page.getByRole('row')).toHaveCount(5)
      await page.keyboard.press('l')
      await expect(page.getByText('3 ideas found. Nothing was tried.')).toBeVisible()
      expect(await axeFinds(page)).toEqual([])
      await page.keyboard.press('Enter')
      await expect(page.getByRole('dialog', { name: 'Improve now' })).toBeVisible()
      expect(await axeFinds(page, '[role="dialog"]')).toEqual([])
    })
    test('without any have no fault that axe finds', async ({ page, open }) => {
      await open('empty', '#/opportunities')
      await expect(page.getByText('Nothing has been measured yet')).toBeVisible()
      expect(await axeFinds(page)).toEqual([])
    })
  })
}

test('by keyboard alone: choose, look, set a goal and a limit, improve, and see it run in place', async ({ page, open }) => {
  const { core, next } = await open('much', '#/opportunities')
  const chosen = page.getByRole('complementary', { name: 'Chosen opportunity' })
  await expect(chosen.getByRole('heading', { level: 2 })).toHaveText('Database: fixed mix of queries')
  await page.keyboard.press('j')
  await expect(chosen.getByRole('heading', { level: 2 })).toHaveText('Learning: area under the curve')
  await expect(chosen).toContainText('Nobody has looked at these files')
  await page.keyboard.press('l')
  await expect(chosen.getByText('Set instead of repeated scan in findKnown')).toBeVisible()
  await expect(chosen).toContainText('the same bytes were tried before')
  await expect(page.getByRole('row', { name: /Learning: area/ })).toContainText('rule J01')

  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Improve now' })
  const goal = dialog.getByLabel('Goal')
  await expect(goal).toBeFocused()
  await expect(goal).toHaveValue('15 %')
  await goal.fill('25')
  const asked = next('session.start')
  await page.keyboard.press('Enter')
  expect(await asked).toEqual({
    metricIds: ['learning_velocity'],
    goals: { learning_velocity: 0.25 },
    budgetMs: 300_000,
  })
  await expect(dialog).toBeHidden()
  const row = page.getByRole('row', { name: /Learning: area/ })
  await expect(row).toContainText('measure 0/24')
  core.step()
  await expect(row).toContainText('1/24')
  await expect(chosen.getByRole('button', { name: 'Improve now' })).toBeDisabled()
})

test('an unchanged goal is the manifest’s own, and is not sent', async ({ page, open }) => {
  const { next } = await open('much', '#/opportunities')
  // Which metric the key is for, the list says: before it is there, the key does nothing.
  await expect(page.getByRole('button', { name: 'Improve now' })).toBeEnabled()
  await page.keyboard.press('i')
  const asked = next('session.start')
  await page.getByRole('dialog', { name: 'Improve now' }).getByRole('button', { name: 'Start session' }).click()
  expect(await asked).toEqual({ metricIds: ['database_query_time'], budgetMs: 300_000 })
})

test('is sorted by its header and filtered by name and by rule', async ({ page, open }) => {
  await open('much', '#/opportunities')
  const names = () => page.locator('tbody tr td:nth-child(2)').allInnerTexts()
  await expect(page.getByRole('columnheader', { name: 'Rank' })).toHaveAttribute('aria-sort', /ascending|descending/)
  const ranked = await names()
  await page.getByRole('button', { name: 'Metric' }).click()
  expect(await names()).toEqual([...ranked].sort((a, b) => a.localeCompare(b)))
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await page.keyboard.type('typed-array')
  await expect(page.locator('tbody tr')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(page.locator('tbody tr')).toHaveCount(4)
})

test('a gain is named with its basis, or said to be not known', async ({ page, open }) => {
  await open('much', '#/opportunities')
  const table = page.getByRole('region', { name: 'Ranked opportunities' })
  await expect(table).toContainText('median of 5 trials here')
  await expect(table).toContainText('catalogue')
  await expect(table).toContainText('not known')
})

test('nothing can be started while everything is stopped or where one may only look', async ({ page, open }) => {
  const { core } = await open('much', '#/opportunities')
  await core.call('control.stop', { reason: 'A fan failed' }, 'approve')
  await expect(page.getByRole('button', { name: 'Improve now' })).toBeDisabled()
  await expect(page.getByRole('button', { name: 'Look', exact: true })).toBeDisabled()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
