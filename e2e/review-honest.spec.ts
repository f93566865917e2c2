/** What is shown is what is there: large diffs, long lines, comparisons that are given up, text that wants to be something else. */
import type { CandidateDetail } from '../src-shared/domain/candidate.ts'
import type { ScriptedCore } from './fixtures/scripted-core.ts'
import { axeFinds, diffIsShown, expect, test } from './fixtures/scripted-console.ts'
import { longText, putTexts } from './fixtures/scripted-review.ts'

const detailOf = async (core: ScriptedCore, id: string): Promise<CandidateDetail> => {
  const detail = await core.call('candidates.get', { id }, 'read')
  if ('kind' in detail) throw new Error('refused')
  return detail
}
const id = 'c_0000000001'
const lines = (of: string): string =>
  Array.from({ length: 19_000 }, (_, i) => (i % 3 === 0 ? line(i, 'same') : line((i * 31) % 18_999, of))).join('')
const line = (i: number, of: string): string => `${of}(${(i * 7919) % 1013}, ${i % 7})\n`
const long = (middle: string): string => `const data = "${'x'.repeat(700_000)}${middle}${'y'.repeat(300_000)}"\n`

test('a diff of 20,000 lines opens at once, with every change where the core has it', async ({ page, open }) => {
  const { core } = await open('much', '#/now')
  putTexts(await detailOf(core, id), [longText(19_998, 200)])
  const startMs = performance.now()
  await page.goto(page.url().replace(/#.*/, `#/review/${id}`))
  await page.getByText('1 of 99 changes').waitFor()
  await page.locator('[data-testid="diff"] .line-insert').first().waitFor()
  const tookMs = Math.round(performance.now() - startMs)
  test.info().annotations.push({ type: 'opened in', description: `${tookMs} ms` })
  process.stdout.write(`20,000 lines opened in ${tookMs} ms\n`)
  await page.keyboard.press('n')
  await expect(page.getByText('2 of 99 changes')).toBeVisible()
  await expect(page.locator('[data-testid="diff"]').getByText('399 * 1.5').first()).toBeVisible()
})

test('beyond what the editor can show, the stored diff is shown as text and its hunks can be walked through', async ({
  page,
  open,
}) => {
  const { core } = await open('much', '#/now')
  putTexts(await detailOf(core, id), [longText(60_000, 300)])
  await page.goto(page.url().replace(/#.*/, `#/review/${id}`))
  await expect(page.getByRole('alert').filter({ hasText: 'The file has 60,001 lines' })).toContainText(
    'every changed line is shown as text instead',
  )
  await expect(page.getByText('1 of 200 changes')).toBeVisible()
  const text = page.getByRole('region', { name: 'Diff as text' })
  await page.keyboard.press('p')
  await expect(page.getByText('200 of 200 changes')).toBeVisible()
  await expect(text.getByText('59999 * 1.5')).toBeVisible()
  // Drawn is what can be seen, not 60,000 lines.
  expect(await text.locator('[data-kind]').count()).toBeLessThan(200)
  expect(await axeFinds(page)).toEqual([])
})

test('where there are too many edits it is said, and a comparison that was given up is not shown as one', async ({
  page,
  open,
}) => {
  const { core } = await open('much', '#/now')
  const detail = await detailOf(core, id)
  putTexts(detail, [{ path: 'src/generated.ts', before: lines('before'), after: lines('after') }])
  expect(detail.hunks).toHaveLength(1)
  await page.goto(page.url().replace(/#.*/, `#/review/${id}`))
  await expect(page.getByRole('alert').filter({ hasText: 'too many edits to be told apart' })).toBeVisible()
  // Either the editor finds the single changes in its time, or it says that it gave up and the stored diff is shown.
  const gaveUp = page.getByText('The editor gave up comparing: every changed line is shown as text instead.')
  const found = page.getByText(/of [1-9]\d+(?:,\d+)? changes/)
  await expect(gaveUp.or(found).first()).toBeVisible({ timeout: 400_000 })
})

test('hunks that do not hold the whole change are not believed', async ({ page, open }) => {
  const { core } = await open('much', '#/now')
  const detail = await detailOf(core, id)
  detail.hunks = detail.hunks.slice(0, 1)
  await page.goto(page.url().replace(/#.*/, `#/review/${id}`))
  await expect(
    page.getByRole('alert').filter({ hasText: 'The list of hunks does not hold the whole change of this file' }),
  ).toBeVisible()
  await diffIsShown(page)
  await expect(page.getByText('1 of 2 changes')).toBeVisible()
  await page.keyboard.press('h')
  await expect(page.getByRole('region', { name: 'Hunks' })).toHaveCount(0)
})

test('a line of a megabyte is shown to its end, and what differs in it is found', async ({ page, open }) => {
  const { core } = await open('much', '#/now')
  putTexts(await detailOf(core, id), [{ path: 'src/data.ts', before: long('0'), after: long('7') }])
  await page.goto(page.url().replace(/#.*/, `#/review/${id}`))
  await expect(page.getByRole('alert').filter({ hasText: 'a line of more than 5,000 characters' })).toBeVisible()
  const text = page.getByRole('region', { name: 'Diff as text' })
  await page.keyboard.press('n')
  await expect(text.locator('mark', { hasText: /^0$/ })).toBeVisible()
  await text.focus()
  await page.keyboard.press('End')
  await expect(text.getByText('from column 1,000,001')).toBeVisible()
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
})

const odd = '\u202eevil\u202c\u200b\u00ad\u0000\u001b[31m<img src=x onerror=alert(1)><script>alert(2)</script>\u2066'

test('a hostile candidate stays text in every place: nothing runs, nothing hides, nothing turns', async ({ page, open }) => {
  const { core } = await open('much', '#/now')
  const detail = await detailOf(core, id)
  putTexts(detail, [
    { path: `src/${odd}.ts`, before: 'const a = 1\n', after: `const a = 1 // ${odd}\nconst \u0430dmin = '${odd}'\n` },
    { path: 'src/b.py', before: 'x = 1\n', after: 'x = 2\n' },
  ])
  const evidence = detail.evidence!
  Object.assign(detail, {
    title: `Title ${odd}`,
    reason: odd,
    facts: [odd],
    rule: odd,
    shortName: odd,
    changedFunctions: [odd],
    metricTitle: odd,
    comments: [{ id: 'n_0000000001', path: `src/${odd}.ts`, side: 'after', line: 2, text: odd, by: odd, tMs: Date.now() }],
    partOf: { id: 'c_0000000002', title: odd, hunks: [0] },
    evidence: {
      ...evidence,
      reasons: [odd],
      gates: evidence.gates.map(gate => ({ ...gate, message: odd, path: odd })),
      safety: { ...evidence.safety, reasons: [odd] },
      tests: { ...evidence.tests!, status: 'failed', failed: 1, detail: `${odd}\n${'z'.repeat(1_000_000)}` },
      behaviour: {
        ...evidence.behaviour!,
        differences: 1,
        examples: [{ input: odd, original: odd, candidate: odd, family: odd }],
        agreed: [{ input: odd, result: odd }],
      },
      measurement: { ...evidence.measurement!, split: { ...evidence.measurement!.split!, agrees: false, note: odd } },
    },
  })
  await page.goto(page.url().replace(/#.*/, `#/review/${id}`))
  await diffIsShown(page)
  const nothingRuns = async (): Promise<void> => {
    expect(await page.locator('main img, main script, main b').count()).toBe(0)
    expect(/[\u202a-\u202e\u2066-\u2069\u200b\u00ad\u0000\u001b]/.test(await page.locator('body').innerText())).toBe(false)
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  }
  await expect(page.getByRole('alert').filter({ hasText: 'invisible or direction-changing characters are added' })).toBeVisible()
  await expect(page.getByRole('article', { name: 'Remark on line 2 after' })).toContainText('⟦U+202E⟧evil')
  await nothingRuns()
  expect(await axeFinds(page)).toEqual([])
  await page.keyboard.press('x')
  await expect(page.getByRole('region', { name: 'Diff as text' })).toContainText('⟦U+0000⟧⟦U+001B⟧[31m<img')
  await nothingRuns()
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('.asis-print h1')).toContainText('Title ⟦U+202E⟧evil')
  expect(await page.locator('.asis-print img, .asis-print script').count()).toBe(0)
})
