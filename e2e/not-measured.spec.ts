/** What is not as it seems is said where it is seen: a level that could not be measured, one of code that is gone, and what runs beside a session. */
import { axeFinds, expect, test } from './fixtures/scripted-console.ts'

const title = 'Memory: allocated per classification'

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    test('what cannot be measured has no fault that axe finds, on both pages', async ({ page, open }) => {
      await open('failing')
      await expect(page.getByRole('article', { name: title })).toContainText('not measured')
      expect(await axeFinds(page)).toEqual([])
      await page.keyboard.press('2')
      await expect(page.getByRole('region', { name: 'Not measured' })).toBeVisible()
      expect(await axeFinds(page)).toEqual([])
    })
  })
}

test('a metric that cannot be measured says why on its card, comes first but for what waits, and is measured again from there', async ({
  page,
  open,
}) => {
  const { next } = await open('failing')
  const card = page.getByRole('article', { name: title })
  await expect(
    page
      .getByRole('article')
      .filter({ hasNotText: /waits? for you/ })
      .first(),
  ).toHaveAccessibleName(title)
  await expect(card).toContainText('not measured')
  await expect(card.getByRole('link', { name: /rows\.map is not a function/ })).toHaveAttribute(
    'title',
    /Mend bench\/patterns\.mjs/,
  )
  const headline = page.getByRole('heading', { level: 1 })
  await expect(headline).toContainText('1 metric could not be measured.')
  await expect(headline).toContainText('1 metric was measured before the last change.')
  await expect(headline).not.toContainText('Every goal')
  const asked = next('analyze.run')
  await card.getByRole('button', { name: /^Measure again/ }).click()
  expect(await asked).toEqual({ metricIds: ['memory_pattern_recognition'] })
})

test('above the opportunities stands what nobody knows, with its error and the next step', async ({ page, open }) => {
  const { next } = await open('failing', '#/opportunities')
  const failed = page.getByRole('region', { name: 'Not measured' })
  await expect(failed.getByRole('heading')).toHaveText('1 metric could not be measured')
  await expect(failed).toContainText('TypeError: rows.map is not a function at bench/patterns.mjs:14:9')
  await expect(failed).toContainText('Mend bench/patterns.mjs')
  const asked = next('analyze.run')
  await failed.getByRole('button', { name: /^Measure again/ }).click()
  expect(await asked).toEqual({ metricIds: ['memory_pattern_recognition'] })
})

test('an opportunity says what was tried for it and what came of it, with the way there', async ({ page, open }) => {
  await open('much', '#/opportunities')
  const rows = page.getByRole('row')
  await expect(rows.filter({ hasText: 'nothing like it was tried' })).toHaveCount(0)
  await expect(rows.filter({ hasText: 'nothing tried: no rule matches' }).first()).toBeVisible()
  const panel = page.getByRole('complementary', { name: 'Chosen opportunity' })
  await expect(panel.getByText('Last try')).toBeVisible()
  for (let row = 0; row < 4 && (await panel.getByRole('link', { name: '1.31x, in effect' }).count()) === 0; row++)
    await page.keyboard.press('j')
  await expect(panel.getByRole('link', { name: '1.31x, in effect' })).toHaveAttribute('href', '#/history/c_0000000008')
})

test('what runs beside a session is named as what it is, keeps nobody from anything, and can be ended', async ({
  page,
  open,
}) => {
  const { core, next } = await open('much')
  const measure = {
    id: 1,
    kind: 'measure',
    title: 'what the last change can reach',
    message: 'measuring Learning',
    done: 1,
    total: 4,
    startedMs: Date.now() - 65_000,
    mayCancel: true,
  } as const
  const check = {
    ...measure,
    id: 2,
    kind: 'watch',
    title: 'Set instead of scan',
    message: 'comparing',
    total: 0,
    mayCancel: false,
  } as const
  core.setWorks([measure, check])
  const measuring = page.getByRole('region', { name: 'Measuring' })
  await expect(measuring).toContainText('what the last change can reach: measuring Learning')
  await expect(measuring).toContainText('1 of 4')
  const checking = page.getByRole('region', { name: 'Checking a change in effect' })
  await expect(checking).toContainText('Set instead of scan: comparing')
  await expect(checking.getByRole('button')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Status' })).toContainText('measuring 1/4')
  await expect(page.getByRole('region', { name: 'Running session' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Improve' })).toBeEnabled()
  // Its time goes on by itself.
  const shown = await measuring.getByText(/^1 min \d+ s$/).innerText()
  await expect(measuring.getByText(/^1 min \d+ s$/)).not.toHaveText(shown)
  const asked = next('analyze.cancel')
  await measuring.getByRole('button', { name: 'End measuring' }).click()
  await asked
  core.setWorks([])
  await expect(measuring).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Status' })).toContainText('idle')
})
