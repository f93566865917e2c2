import { axeFinds, expect, test } from './fixtures/scripted-console.ts'

/** Runs in the page. What hides its overflow is cut, and may have wide children. */
const whatIsTooWide = `[...document.querySelectorAll('body, main, main *, [role="dialog"], [role="dialog"] section')]
  .filter(node => node.getBoundingClientRect().width > 0 && getComputedStyle(node).overflowX !== 'hidden')
  .filter(node => !node.closest('.monaco-editor') && node.getBoundingClientRect().right > innerWidth + 1)
  .map(node => node.tagName + '.' + node.className + ' ' + Math.round(node.getBoundingClientRect().right))
  .slice(0, 5)`

for (const [place, keys] of [
  ['history', ''],
  ['history/c_0000000005', 'm'],
  ['history/c_0000000008', 'r'],
  ['history/c_000000000b', 'b'],
  ['journal', 'j'],
  ['settings', ''],
  ['settings', '!'],
] as const) {
  test(`hostile texts stay texts and break nothing: ${place}${keys === '' ? '' : `, key ${keys}`}`, async ({ page, open }) => {
    await open('hostile', `#/${place}`)
    await expect(page.locator('main output[aria-label^="Loading"]')).toHaveCount(0)
    await expect(page.locator('main')).toContainText('⟦U+202E⟧')
    if (keys !== '') await page.keyboard.press(keys)
    if ('mrb'.includes(keys) && keys !== '') await expect(page.locator('[role="dialog"], [role="menu"]')).toBeVisible()
    expect(await page.locator('img, main script, [role="dialog"] script').count()).toBe(0)
    expect(/[\u0000-\u0008\u202a-\u202e\u2066-\u2069]/.test(await page.locator('body').innerText())).toBe(false)
    const wide = await page.evaluate<string[]>(whatIsTooWide)
    expect(wide).toEqual([])
    expect(await axeFinds(page)).toEqual([])
  })
}
