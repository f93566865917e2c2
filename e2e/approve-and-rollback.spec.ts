import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures/real-console.ts'
import { sessionsIn } from './fixtures/sessions-in.ts'

const file = 'src/find-known.ts'
const metric = 'Time to find known rows'

test('one real improvement from the first measurement to its rollback, all in the console', async ({ folders, openReal }) => {
  // Measures, generates, tests and proves in the real sandbox.
  test.setTimeout(600_000)
  const { page } = await openReal(folders.project)
  const read = (path: string): string => readFileSync(join(folders.project, path), 'utf8')
  const original = read(file)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Nothing has been measured yet.')

  await page.keyboard.press('i')
  const improve = page.getByRole('dialog', { name: 'Improve' })
  await improve.getByRole('button', { name: 'None' }).click()
  await improve.getByLabel(metric, { exact: true }).check()
  await improve.getByRole('button', { name: 'Start session' }).click()
  const running = page.getByRole('region', { name: 'Running session' })
  await expect(running).toBeVisible()
  // Live: the first samples are drawn while it runs.
  await expect(page.getByRole('article', { name: metric }).locator('[data-series]')).toBeVisible({ timeout: 400_000 })
  await expect(running).toBeHidden({ timeout: 480_000 })
  // Not asked of the page: whatever came of it instead, the failure names the reason.
  expect(sessionsIn(folders.home)).toMatchObject([{ note: '', rows: [{ outcome: 'awaiting-review' }] }])
  await expect(page.getByRole('heading', { level: 1 })).toContainText('1 modification waits for you.')
  expect(read(file)).toBe(original)

  await page.keyboard.press('3')
  await page.locator('[data-testid="diff"] .view-line').first().waitFor({ timeout: 400_000 })
  const evidence = page.getByRole('region', { name: 'Evidence' })
  await expect(evidence.getByRole('region', { name: 'Verdict' })).toContainText('improved')
  await page.keyboard.press('a')
  await page.getByRole('button', { name: 'Approve and apply' }).click()
  await expect(page.getByText(/^Applied: /)).toBeVisible({ timeout: 400_000 })
  const changed = read(file)
  expect(changed).not.toBe(original)

  // The first page shows the code as it is: its level is measured by itself, and is far below the old one.
  await page.keyboard.press('1')
  const headline = page.getByRole('heading', { level: 1 })
  await expect(headline).not.toContainText('measured before the last change', { timeout: 400_000 })
  const card = page.getByRole('article', { name: metric })
  // Tens of thousands before; the change is a hundred times as fast.
  await expect(card).toContainText(/baseline \d{1,3} ±/, { timeout: 400_000 })
  await expect(card).not.toContainText(/worse than at first|changed since measured/)

  await page.keyboard.press('4')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 modification in effect')
  await page.keyboard.press('r')
  const rollBack = page.getByRole('dialog', { name: 'Roll back' })
  await expect(rollBack).toContainText('as it was applied')
  expect(read(file)).toBe(changed)
  await rollBack.getByRole('button', { name: 'Roll back' }).click()
  await expect(page.getByText(/^Rolled back: /)).toBeVisible({ timeout: 400_000 })
  expect(read(file)).toBe(original)
  await expect(page.getByRole('link', { name: /rolled back/ })).toBeVisible()

  await expect(rollBack).toBeHidden()
  await page.keyboard.press('5')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Journal')
  await page.keyboard.press('v')
  await expect(page.getByText('unbroken')).toBeVisible()
})
