/** One change on paper. */
import { browserOnly, diffIsShown, expect, test } from './fixtures/scripted-console.ts'

test('the evidence of one change is printed: figures as tables, the whole diff, the hashes', async ({ page, open }) => {
  const { core } = await open('much', '#/review/c_0000000002')
  const detail = await core.call('candidates.get', { id: 'c_0000000002' }, 'read')
  if ('kind' in detail) throw new Error('refused')
  await diffIsShown(page)
  await page.emulateMedia({ media: 'print' })
  const sheet = page.locator('.asis-print')
  await expect(sheet.getByRole('heading', { level: 1 })).toHaveText('Inverted index for search over concepts')
  await expect(sheet).toContainText(detail.diffSha256)
  for (const file of detail.files) await expect(sheet).toContainText(file.afterSha256)
  await expect(sheet.getByRole('row', { name: /^1,000 improved 6\.30x/ })).toBeVisible()
  await expect(sheet).toContainText('approved: waits (waits for you)')
  const added = detail.hunks.reduce((sum, hunk) => sum + hunk.afterLines, 0)
  await expect(sheet.locator('[data-kind="added"]')).toHaveCount(added)
  await expect(sheet.locator('canvas, svg, button')).toHaveCount(0)
  await expect(page.locator('#root')).toBeHidden()
  await page.screenshot({ path: test.info().outputPath('printed.png'), fullPage: true })
  await page.emulateMedia({ media: 'screen' })
  await expect(sheet).toHaveCount(0)
})

test(
  'the browser prints it too, without our command',
  browserOnly('Playwright makes PDF only in a browser without a window'),
  async ({ page, open }) => {
    await open('much', '#/review/c_0000000002')
    await diffIsShown(page)
    const pdf = await page.pdf({ path: test.info().outputPath('printed.pdf'), format: 'A4', preferCSSPageSize: true })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    // More than one empty sheet of the page that is hidden.
    expect(pdf.length).toBeGreaterThan(20_000)
    await expect(page.locator('#root')).toBeVisible()
  },
)

test('printing has a key and a place in the palette', async ({ page, open }) => {
  await open('much', '#/review/c_0000000001')
  await diffIsShown(page)
  await page.evaluate('window.print = () => { document.title = "printed" }')
  await page.keyboard.press('Control+p')
  await expect(page).toHaveTitle('printed')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: 'Find a command' })).toBeFocused()
  await page.keyboard.type('print')
  await expect(
    page.getByRole('dialog', { name: 'Command palette' }).getByRole('button', { name: /Print evidence/ }),
  ).toBeVisible()
})
