/** Hunks, remarks, further trials and what is taken back, all by keyboard. */
import type { Page } from '@playwright/test'
import { axeFinds, browserOnly, diffIsShown, expect, test } from './fixtures/scripted-console.ts'
import { holdTrials } from './fixtures/scripted-review.ts'

const editorIsFocused = async (page: Page): Promise<void> => {
  await expect(page.locator('.monaco-editor :focus')).toHaveCount(1)
}

/** Colours of a change on the lines of refused hunks, or on the others. */
const coloured = (page: Page, refused: boolean): Promise<readonly string[]> =>
  page.evaluate(`[...document.querySelectorAll('.view-overlays > div')]
    .filter(line => (line.querySelector('.asis-refused') !== null) === ${refused})
    .flatMap(line => [...line.querySelectorAll('.line-insert, .char-insert, .line-delete, .char-delete')])
    .map(each => getComputedStyle(each).backgroundColor)
    .filter(colour => colour !== 'rgba(0, 0, 0, 0)')`)

test('some hunks are kept, the part is tried again, and opened with what came out', async ({ page, open }) => {
  const { core, next } = await open('much', '#/review/c_0000000002')
  await diffIsShown(page)
  await page.keyboard.press('h')
  const list = page.getByRole('region', { name: 'Hunks' })
  await expect(list.getByRole('heading')).toHaveText('Hunks: 3 of 3 kept')
  await expect(list).toContainText('It is tried again from the beginning, tests and all, before it can be applied.')
  const tryButton = page.getByRole('button', { name: /^Try \d of 3 hunks$/ })
  await expect(tryButton).toBeDisabled()
  await expect(page.getByText('Everything is kept: approve the whole change instead.')).toBeVisible()

  await page.keyboard.press('n')
  await page.keyboard.press('Space')
  await expect(list.getByRole('checkbox', { name: /^Keep hunk 2/ })).not.toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'Hunk 2 of 3: refuse' })).not.toBeChecked()
  // It is drawn as what it stays: no colour of a change on its lines, and still one on those that are kept.
  await expect.poll(() => coloured(page, true)).toEqual([])
  expect(await coloured(page, false)).not.toEqual([])
  // On to the next file and its only hunk.
  await page.keyboard.press('n')
  await expect(page.getByText('file 2 of 2')).toBeVisible()
  await page.keyboard.press('Space')
  await expect(list.getByRole('heading')).toHaveText('Hunks: 1 of 3 kept')
  await page.keyboard.press('Space')
  await expect(tryButton).toHaveText('Try 2 of 3 hunks')
  expect(await axeFinds(page)).toEqual([])

  const letEnd = holdTrials()
  const asked = next('candidates.partial')
  await page.keyboard.press('a')
  const whole = await core.call('candidates.get', { id: 'c_0000000002' }, 'read')
  if ('kind' in whole) throw new Error('refused')
  expect(await asked).toEqual({ id: whole.id, diffSha256: whole.diffSha256, hunks: [0, 2] })
  await expect(page.getByRole('region', { name: 'Running trial' })).toContainText('Trying 2 of 3 hunks of Inverted index')
  letEnd()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Inverted index for search over concepts, 2 of 3 hunks')
  await expect(page.getByText('hunks 1, 3 of')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Running trial' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Inverted index for search over concepts', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Inverted index for search over concepts')
  await expect(page.getByText('Only 2 of 3 hunks were kept.').first()).toBeVisible()
})

test('a remark is written on the line of the cursor, shown under it in every view, and deleted', async ({ page, open }) => {
  const { core } = await open('much', '#/review/c_0000000001')
  await diffIsShown(page)
  await page.keyboard.press('Enter')
  await editorIsFocused(page)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('c')
  const field = page.getByRole('textbox', { name: 'Remark on line 35 after' })
  await expect(field).toBeFocused()
  await expect(page.getByText('The rule generators do not read remarks.').first()).toBeVisible()
  // Letters that mean something on the page are letters here.
  await page.keyboard.type('a d j: why not a Map?')
  await page.keyboard.press('Escape')
  await expect(field).toHaveCount(0)
  await editorIsFocused(page)

  await page.keyboard.press('c')
  await page.keyboard.type('a d j: why not a Map?')
  expect(await axeFinds(page)).toEqual([])
  await page.keyboard.press('Control+Enter')
  const remark = page.getByRole('article', { name: 'Remark on line 35 after' })
  await expect(remark).toContainText('a d j: why not a Map?')
  await editorIsFocused(page)
  await expect(page.getByRole('region', { name: 'Remarks' })).toContainText('src/pattern-recognition.ts line 35 after')
  const under = async (): Promise<boolean> => {
    const box = await remark.boundingBox()
    const line = await page.getByText('for (const row of rows) {').last().boundingBox()
    return box !== null && line !== null && box.y >= line.y + line.height - 4 && box.y < line.y + 60
  }
  await expect.poll(under).toBe(true)
  await page.keyboard.press('s')
  await expect.poll(under).toBe(true)
  await page.keyboard.press('x')
  await expect(page.getByRole('region', { name: 'Diff as text' })).toBeVisible()
  await expect(remark).toBeVisible()
  await page.keyboard.press('x')
  await expect(remark).toBeVisible()
  const saved = await core.call('candidates.get', { id: 'c_0000000001' }, 'read')
  expect(saved).toMatchObject({ comments: [{ path: 'src/pattern-recognition.ts', side: 'after', line: 35, by: 'operator' }] })

  await remark.getByRole('button', { name: 'Delete the remark on line 35 after' }).click()
  await expect(remark).toHaveCount(0)
  expect(await core.call('candidates.get', { id: 'c_0000000001' }, 'read')).toMatchObject({ comments: [] })
})

test('the text view takes the arrow keys, a remark on a removed line, and the choice of hunks', async ({ page, open }) => {
  const { core } = await open('much', '#/review/c_0000000001')
  await diffIsShown(page)
  await page.keyboard.press('x')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Diff as text' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('c')
  await page.keyboard.type('This was clearer.')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('article', { name: 'Remark on line 35 before' })).toBeVisible()
  expect(await core.call('candidates.get', { id: 'c_0000000001' }, 'read')).toMatchObject({
    comments: [{ side: 'before', line: 35 }],
  })
  // In one column it stands where the line was.
  await page.keyboard.press('x')
  await page.keyboard.press('s')
  await diffIsShown(page)
  await expect(page.getByRole('article', { name: 'Remark on line 35 before' })).toBeVisible()
  await page.keyboard.press('x')
  await page.keyboard.press('h')
  await page.keyboard.press('Space')
  await expect(page.getByRole('region', { name: 'Hunks' }).getByRole('heading')).toHaveText('Hunks: 1 of 2 kept')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: 'Hunks' })).toHaveCount(0)
})

test('another trial is asked for, seen running, and listed with the earlier ones', async ({ page, open }) => {
  await open('much', '#/review/c_0000000003')
  await diffIsShown(page)
  const trials = page.getByRole('region', { name: 'Trials' })
  await expect(trials.getByRole('row')).toHaveCount(2)
  const letEnd = holdTrials()
  await page.keyboard.press('y')
  const strip = page.getByRole('region', { name: 'Running trial' })
  await expect(strip).toContainText(
    'Trying One pass with early exit in classify again: One pass with early exit in classify: measuring, fork 5',
  )
  await expect(strip.getByRole('progressbar', { name: 'Finished steps' })).toBeVisible()
  letEnd()
  await expect(page.getByText(/^Tried One pass with early exit in classify again: inconclusive\.$/)).toBeVisible()
  await expect(strip).toHaveCount(0)
  await expect(trials.getByRole('row')).toHaveCount(3)
  await expect(page).toHaveURL(/c_0000000003$/)
})

test('a decline is taken back, from its notice and from its page', async ({ page, open }) => {
  const { core } = await open('much', '#/review/c_0000000001')
  const state = async (): Promise<unknown> => {
    const detail = await core.call('candidates.get', { id: 'c_0000000001' }, 'read')
    return 'state' in detail ? detail.state : detail
  }
  await diffIsShown(page)
  await page.keyboard.press('d')
  const dialog = page.getByRole('dialog', { name: 'Decline' })
  await dialog.getByRole('button', { name: 'The gain is too small' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Why' })).toHaveValue('The gain is too small')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Declined: Set instead of repeated scan in findKnown. Nothing was changed.')).toBeVisible()
  await expect.poll(state).toBe('declined')
  await page.keyboard.press('u')
  await expect(page.getByText(/^It waits for a decision again: Set instead/)).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set instead of repeated scan in findKnown')
  expect(await state()).toBe('awaiting-review')

  await core.call('candidates.decline', { id: 'c_0000000001', reason: 'later' }, 'approve')
  await page.getByRole('button', { name: 'Undo the decline' }).click()
  await expect(page.getByRole('button', { name: 'Approve' })).toBeEnabled()
  expect(await state()).toBe('awaiting-review')
})

test(
  'two windows on one candidate: the slower one sees who decided, and has no button left',
  browserOnly('the desktop program has one window'),
  async ({ page, open, context }) => {
    const { host } = await open('much', '#/review/c_0000000001')
    await diffIsShown(page)
    const second = await context.newPage()
    await second.goto(host.newLaunchUrl())
    await second.goto(`${host.url}#/review`)
    // The address says what is read, so that the next one cannot slip under the keys.
    await expect(second).toHaveURL(/#\/review\/c_0000000001$/)
    await diffIsShown(second)
    await page.keyboard.press('a')
    await page.getByRole('button', { name: 'Approve and apply' }).click()
    await expect(page.getByText(/^Applied: /)).toBeVisible()
    await expect(second.getByRole('alert').filter({ hasText: 'While you were reading' })).toContainText(
      'it was approved by operator. There is nothing left to decide here.',
    )
    await expect(second.getByRole('heading', { level: 1 })).toHaveText('Set instead of repeated scan in findKnown')
    for (const name of ['Approve', 'Decline', 'Hunks', 'Try again'])
      await expect(second.getByRole('button', { name, exact: true })).toHaveCount(0)
    await second.keyboard.press('a')
    await expect(second.getByRole('dialog')).toHaveCount(0)
    await expect(second.getByRole('list', { name: 'Stages' })).toContainText('applied')
  },
)
