import { diffIsShown, expect, test } from './fixtures/scripted-console.ts'

test('side by side, one column, and side by side again: both sides wrap as before, and no line is cut', async ({
  page,
  open,
}) => {
  await page.setViewportSize({ width: 1300, height: 800 })
  await open('much', '#/review')
  await diffIsShown(page)
  const before = page.locator('[data-testid="diff"] .editor.original')
  const after = page.locator('[data-testid="diff"] .editor.modified')
  /** Widest line of each side beyond its own box, in pixels. */
  const beyond = (): Promise<number> =>
    page.evaluate(`Math.max(...[...document.querySelectorAll('[data-testid="diff"] .editor')].flatMap(side => {
      const room = side.querySelector('.lines-content').parentElement.getBoundingClientRect()
      return [...side.querySelectorAll('.view-line > span')].map(line => line.getBoundingClientRect().right - room.right)
    }))`)
  const columns = page.locator('[data-testid="diff"] .monaco-diff-editor.side-by-side')
  await expect(columns).toHaveCount(1)
  const lines = async (): Promise<readonly number[]> => [
    await before.locator('.view-line').count(),
    await after.locator('.view-line').count(),
  ]
  await expect.poll(beyond).toBeLessThanOrEqual(1)
  const first = await lines()
  await page.keyboard.press('s')
  await expect(columns).toHaveCount(0)
  await page.keyboard.press('s')
  await expect(columns).toHaveCount(1)
  await expect.poll(lines).toEqual(first)
  await expect.poll(beyond).toBeLessThanOrEqual(1)
})

test('a window without room for two columns has one, and says why the other is off', async ({ page, open }) => {
  await page.setViewportSize({ width: 1024, height: 700 })
  await open('much', '#/review')
  await diffIsShown(page)
  const columns = page.locator('[data-testid="diff"] .monaco-diff-editor.side-by-side')
  await expect(columns).toHaveCount(0)
  const sideBySide = page.getByRole('button', { name: 'Side by side needs a window of 1,200 pixels' })
  await expect(sideBySide).toBeDisabled()
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect(page.getByRole('button', { name: 'Side by side', exact: true })).toBeEnabled()
  await expect(columns).toHaveCount(1)
})
