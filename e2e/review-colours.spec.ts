/** The colours of the languages, each grammar loaded when its first file is opened, and the sign in the margin that begins a remark. */
import type { Page } from '@playwright/test'
import { diffIsShown, expect, test } from './fixtures/scripted-console.ts'
import { putTexts } from './fixtures/scripted-review.ts'

const id = 'c_0000000001'
const texts = {
  typescript: { path: 'src/a.ts', before: 'const word = "one" // why\n', after: 'const word: string = "two" + 7 // why\n' },
  python: {
    path: 'src/a.py',
    before: 'def word():\n    return "one"\n',
    after: 'def word():\n    return "two" + str(7) # why\n',
  },
  sql: {
    path: 'db/a.sql',
    before: 'SELECT name FROM word\n',
    after: "SELECT name FROM word WHERE id = 7 AND name = 'two' -- why\n",
  },
} as const
type Language = keyof typeof texts

/** Colours of the pieces after the change, by their text. */
const coloursIn = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(`Object.fromEntries(
    [...document.querySelectorAll('[data-testid="diff"] .modified .view-line span span')]
      .flatMap(span => span.textContent.trim().split(/\\s+/).map(word => [word.replaceAll(/["']/g, ''), getComputedStyle(span).color])))`)
/** Grammars that the page has loaded. */
const loaded = (page: Page): Promise<string[]> =>
  page.evaluate(`performance.getEntriesByType('resource')
    .map(entry => /assets\\/(typescript|javascript|python|sql)-/.exec(entry.name)?.[1]).filter(Boolean)`)

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    test('TypeScript, Python and SQL are coloured, and no grammar is loaded before its first file', async ({ page, open }) => {
      const { core } = await open('much')
      const detail = await core.call('candidates.get', { id }, 'read')
      if ('kind' in detail) throw new Error('refused')
      for (const [language, keyword, string, number] of [
        ['sql', 'SELECT', 'two', '7'],
        ['python', 'return', 'two', '7'],
        ['typescript', 'const', 'two', '7'],
      ] as const satisfies readonly (readonly [Language, string, string, string])[]) {
        expect(await loaded(page)).not.toContain(language)
        putTexts(detail, [texts[language]])
        await page.reload()
        await page.goto(page.url().replace(/#.*/, `#/review/${id}`))
        await diffIsShown(page)
        // Coloured when the grammar is there; a line at a time, so that one word may be while another is not yet.
        const differentColours = async (): Promise<number> => {
          const { [keyword]: k, [string]: s, [number]: n } = await coloursIn(page)
          return new Set([k, s, n].filter(each => each !== undefined)).size
        }
        await expect.poll(differentColours).toBe(3)
        expect((await loaded(page)).toSorted()).toEqual(language === 'typescript' ? ['typescript'] : [language])
        await page.goto(page.url().replace(/#.*/, '#/now'))
        await page.reload()
        await expect(page.getByRole('article').first()).toBeVisible()
      }
    })
  })
}

test('a remark begins at the sign in the margin, by mouse, on either side and as text', async ({ page, open }) => {
  const { core } = await open('much', `#/review/${id}`)
  await diffIsShown(page)
  const line = page
    .locator('[data-testid="diff"] .modified .view-line')
    .filter({ hasText: /for\s*\(const\s+row\s+of\s+rows\)/ })
    .last()
  await line.hover()
  const sign = page.locator('[data-testid="diff"] .modified .asis-add-remark')
  await expect(sign).toBeVisible()
  expect(await page.evaluate(`getComputedStyle(document.querySelector('.modified .asis-add-remark'), '::before').content`)).toBe(
    '"+"',
  )
  await sign.click()
  const field = page.getByRole('textbox', { name: /^Remark on line \d+ after$/ })
  await expect(field).toBeFocused()
  await page.keyboard.type('by mouse')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('article', { name: /^Remark on line \d+ after$/ })).toContainText('by mouse')
  await page.mouse.move(5, 5)
  await expect(page.locator('.asis-add-remark')).toHaveCount(0)

  await page.keyboard.press('x')
  const row = page.getByRole('region', { name: 'Diff as text' }).locator('[data-kind="removed"]').first()
  await row.hover()
  await row.getByRole('button', { name: /^Remark on line/ }).click()
  await expect(page.getByRole('textbox', { name: /^Remark on line \d+ before$/ })).toBeFocused()
  await page.keyboard.type('on what was there')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('article', { name: /before$/ })).toContainText('on what was there')
  expect(await core.call('candidates.get', { id }, 'read')).toMatchObject({
    comments: [
      { text: 'by mouse', side: 'after' },
      { text: 'on what was there', side: 'before' },
    ],
  })
})

test('a remark begins at the line of the cursor by one key, without the mouse', async ({ page, open }) => {
  const { core } = await open('much', `#/review/${id}`)
  await diffIsShown(page)
  await page.keyboard.press('Enter')
  await expect(page.locator('.monaco-editor :focus')).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('c')
  await page.keyboard.type('by key')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('article', { name: /^Remark on line/ })).toContainText('by key')
  expect(await core.call('candidates.get', { id }, 'read')).toMatchObject({ comments: [{ text: 'by key' }] })
})
