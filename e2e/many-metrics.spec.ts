/** Sixty metrics: found, grouped, on two screens, and nothing moves away under the pointer. */
import { axeFinds, expect, test } from './fixtures/scripted-console.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    test('sixty metrics as rows, and in groups, have no fault that axe finds', async ({ page, open }) => {
      await open('sixty')
      await expect(page.getByRole('row')).toHaveCount(61)
      expect(await axeFinds(page)).toEqual([])
      await page.getByText('By file', { exact: true }).click()
      await expect(page.getByRole('region', { name: 'src/database.ts' })).toBeVisible()
      expect(await axeFinds(page)).toEqual([])
    })
  })
}

test('sixty metrics are rows of two screens, filtered by words, and cards where one likes them, remembered', async ({
  page,
  open,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await open('sixty')
  const rows = page.getByRole('row')
  await expect(rows).toHaveCount(61)
  const table = await page.getByRole('table', { name: /^Metrics/ }).boundingBox()
  expect(table!.height).toBeLessThan(2.5 * 900)
  await page.keyboard.press('/')
  const filter = page.getByRole('textbox', { name: 'Filter metrics' })
  await expect(filter).toBeFocused()
  await filter.fill('database 52')
  await expect(rows).toHaveCount(2)
  await expect(rows.nth(1)).toContainText('Database: fixed mix of queries, variant 52')
  await filter.fill('nothing like it')
  await expect(page.getByText('No metric is like that')).toBeVisible()
  await filter.press('Escape')
  await expect(rows).toHaveCount(61)
  await page.keyboard.press('v')
  await expect(page.getByRole('article').first()).toBeVisible()
  await page.reload()
  await expect(page.getByRole('article').first()).toBeVisible()
  await expect(rows).toHaveCount(0)
})

test('what wants attention comes to the top when the pointer is away, never under it', async ({ page, open }) => {
  const { core } = await open('sixty')
  const first = page.getByRole('row').nth(1)
  await expect(first).toContainText('waits for you')
  const named = await first.getByRole('rowheader').innerText()
  await first.hover()
  const waiting = (await core.call('candidates.list', { states: ['awaiting-review'], limit: 500 }, 'read')) as readonly {
    id: string
    metricTitle: string
  }[]
  for (const { id } of waiting.filter(each => each.metricTitle === named))
    await core.call('candidates.decline', { id, reason: 'a test' }, 'approve')
  await expect(first).not.toContainText('waits for you')
  await expect(first.getByRole('rowheader')).toHaveText(named)
  await page.mouse.move(1400, 5)
  await expect(first.getByRole('rowheader')).not.toHaveText(named)
})
