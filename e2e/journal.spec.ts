import { readFileSync } from 'node:fs'
import { axeFinds, expect, test } from './fixtures/scripted-console.ts'

test('the journal is verified with one key, and a broken record is named and linked', async ({ page, open }) => {
  const { core } = await open('much', '#/journal')
  await page.keyboard.press('v')
  await expect(page.getByText('unbroken')).toBeVisible()
  const [record] = (await core.call('journal.list', { beforeSeq: 78, limit: 1 }, 'read')) as { previousSha256: string }[]
  record!.previousSha256 = 'f'.repeat(64)
  await page.keyboard.press('v')
  await page.getByRole('link', { name: 'record 77' }).click()
  await expect(page.getByRole('heading', { name: 'Record 77' })).toBeVisible()
  await expect(page.locator('tr[data-bad]')).toContainText('77')
  await expect(page.locator('tr[data-bad]')).toBeInViewport()
  expect(await axeFinds(page)).toEqual([])
})

test('kinds and words choose the records, and keys walk through them', async ({ page, open }) => {
  await open('much', '#/journal')
  const rows = page.locator('tbody tr:not([aria-hidden])')
  await expect(rows.first()).toContainText('143')
  await page.getByText('decision', { exact: true }).first().click()
  await expect(rows.filter({ hasNotText: 'decision' })).toHaveCount(0)
  await page.keyboard.press('/')
  await page.keyboard.type('DECLINED')
  await expect(rows.first()).toContainText('declined')
  await expect(rows.filter({ hasNotText: 'declined' })).toHaveCount(0)
  await page.keyboard.press('Enter')
  await page.keyboard.press('j')
  await expect(page.getByRole('complementary', { name: 'Chosen record' })).toContainText('declined')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/history\/c_/)
})

test('new records come on top without moving what is read', async ({ page, open }) => {
  const { core } = await open('much', '#/journal')
  const region = page.getByRole('region', { name: 'Journal records' })
  await region.evaluate(node => node.scrollTo(0, 1000))
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: '105', exact: true }) })
  await expect(row).toBeInViewport()
  const before = await row.boundingBox()
  await core.call('candidates.decline', { id: 'c_0000000001', reason: 'live' }, 'approve')
  await expect.poll(() => region.evaluate(node => node.scrollTop)).toBeGreaterThan(1000)
  expect((await row.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0)
  await region.evaluate(node => node.scrollTo(0, 0))
  await expect(page.locator('tbody tr:not([aria-hidden])').first()).toContainText('live')
})

test('thirty thousand records are a table of what is seen, and a link finds its record', async ({ page, open }) => {
  await open('many', '#/journal/20000')
  await expect(page.locator('tr[aria-current="true"]')).toContainText('20,000', { timeout: 400_000 })
  await expect(page.locator('tr[aria-current="true"]')).toBeInViewport()
  expect(await page.locator('tbody tr').count()).toBeLessThan(120)
})

test('the whole chain is exported as JSON Lines', async ({ page, open }) => {
  await open('many', '#/journal')
  const download = page.waitForEvent('download')
  await page.keyboard.press('e')
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^asis-journal-\d{4}-\d\d-\d\d\.jsonl$/)
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\n')
  const seqs = lines.map(line => (JSON.parse(line) as { seq: number }).seq)
  expect(seqs.length).toBeGreaterThan(20_000)
  expect(seqs.every((seq, i) => seq === i + 1)).toBe(true)
  await expect(page.getByText(/records exported as JSON Lines\.$/)).toBeVisible()
})

test('one record is copied as JSON, and sessions are shown in short', async ({ page, open }) => {
  const { readClipboard } = await open('much', '#/journal/120')
  await expect(page.getByRole('heading', { name: 'Record 120' })).toBeVisible()
  await page.keyboard.press('c')
  await expect(page.getByText('Record 120 copied as JSON.')).toBeVisible()
  expect(JSON.parse(await readClipboard())).toMatchObject({ seq: 120 })
  await page.goto(page.url().replace(/#.*/, '#/journal/s_0000000001'))
  await expect(page.getByRole('complementary', { name: 'Chosen record' })).toContainText('3 improved, 1 of them applied')
})
