import { diffIsShown, expect, test } from './fixtures/scripted-console.ts'

test('by keyboard alone: choose, read, decline with a reason, approve, and the queue moves on', async ({ page, open }) => {
  const { core, next } = await open('much', '#/review')
  const title = page.getByRole('heading', { level: 1 })
  await expect(title).toHaveText('Set instead of repeated scan in findKnown')
  await diffIsShown(page)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await expect(title).toHaveText('One pass with early exit in classify')
  await diffIsShown(page)
  await page.keyboard.press('d')
  await expect(page.getByRole('textbox', { name: 'Why' })).toBeFocused()
  await page.keyboard.type('Not shown to be faster')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^Declined: One pass/)).toBeVisible()
  expect(await core.call('candidates.get', { id: 'c_0000000003' }, 'read')).toMatchObject({
    state: 'declined',
    decision: { reason: 'Not shown to be faster' },
    note: 'Not shown to be faster',
  })

  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await page.goto(page.url().replace(/#.*/, '#/review/c_0000000001'))
  await diffIsShown(page)
  await page.keyboard.press('a')
  await expect(page.getByRole('button', { name: 'Approve and apply' })).toBeFocused()
  const asked = next('candidates.approve')
  await page.keyboard.press('Enter')
  const shown = await core.call('candidates.get', { id: 'c_0000000001' }, 'read')
  const [diffSha256, trial] = 'diffSha256' in shown ? [shown.diffSha256, shown.approvals.trial] : ['', null]
  expect(await asked).toEqual({ id: 'c_0000000001', diffSha256, trial })
  await expect(page.getByText(/^Applied: Set instead/)).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Queue' }).getByRole('link')).toHaveCount(2)
})

test('HIGH risk is approved only with its short name', async ({ page, open }) => {
  await open('much', '#/review/c_0000000002')
  await diffIsShown(page)
  await page.keyboard.press('a')
  const approve = page.getByRole('button', { name: 'Approve and apply' })
  const name = page.getByLabel('HIGH risk: type inverted-index to approve')
  await expect(name).toBeFocused()
  await expect(approve).toBeDisabled()
  await name.fill('inverted')
  await name.press('Enter')
  await expect(approve).toBeDisabled()
  await name.fill('inverted-index')
  await name.press('Enter')
  await expect(page.getByText(/^Applied: Inverted index/)).toBeVisible()
})

test('a refusal is shown where it happened, in the words of the core', async ({ page, open }) => {
  const { core, before } = await open('much', '#/review/c_0000000001')
  await diffIsShown(page)
  await page.keyboard.press('d')
  await page.getByRole('textbox', { name: 'Why' }).fill('late')
  // Somebody else was faster.
  before('candidates.decline', () => core.call('candidates.decline', { id: 'c_0000000001', reason: 'first' }, 'approve'))
  await page.getByRole('dialog').getByRole('button', { name: 'Decline' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('It does not wait any more. Nothing was changed.')
})

test('the evidence comes in the order in which it decides, and weak proof looks weak', async ({ page, open }) => {
  await open('weak', '#/review/c_0000000003')
  const evidence = page.getByRole('region', { name: 'Evidence' })
  await expect(evidence.getByRole('heading')).toHaveText([
    'Verdict',
    'Behaviour',
    'Tests',
    'Safety',
    'Why',
    'Remarks',
    'Trials',
    'Cost',
  ])
  await expect(evidence.getByRole('alert')).toContainText('weaker isolation: container')
  await expect(evidence).toContainText('Not shown to be better.')
  await expect(evidence.getByRole('region', { name: 'Verdict' })).toContainText('number comes fromthe code under test')
  await expect(evidence.getByRole('region', { name: 'Tests' })).toContainText('if the change threwthey would still pass')
  const behaviour = evidence.getByRole('region', { name: 'Behaviour' })
  await expect(behaviour).toContainText('run by no inputsrc/adaptation/tracker.ts:41-44, src/adaptation/tracker.ts:58')
  await expect(behaviour).toContainText('not looked intoURLSearchParams, Intl.NumberFormat')
  await expect(behaviour).toContainText('original throwsengine errors on 12')
  await expect(evidence.getByRole('img', { name: /^Size 1,000: 1\.08x \(0\.91–1\.25\)$/ })).toBeVisible()
  await expect(page.getByRole('alert').first()).toContainText('apt-get install bubblewrap')
})

test('text of a hostile project is text: nothing runs, nothing hides, nothing turns', async ({ page, open }) => {
  await open('much', '#/review/c_0000000004')
  await diffIsShown(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Hostile ⟦U+202E⟧<img src=x onerror=alert(1)> name with <b>markup</b>',
  )
  await expect(page.getByText('6 invisible or direction-changing characters are added')).toBeVisible()
  await page.keyboard.press('s')
  await expect(page.locator('[data-testid="diff"]')).toContainText('⟦U+202E⟧')
  expect(await page.locator('main img').count()).toBe(0)
  expect(/[\u202a-\u202e\u2066-\u2069\u200b]/.test(await page.locator('body').innerText())).toBe(false)
})

test('rolling back shows what it does, and does not overwrite edits by hand unasked', async ({ page, open }) => {
  const { core } = await open('much', '#/history/c_0000000008')
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog', { name: 'Roll back' })
  await expect(dialog).toContainText('edited since')
  const button = dialog.getByRole('button', { name: 'Roll back' })
  await expect(button).toBeDisabled()
  await dialog.getByLabel(/^Replace what was edited/).check()
  await button.click()
  await expect(page.getByText(/^Rolled back: Inverted index/)).toBeVisible()
  expect(await core.call('candidates.get', { id: 'c_0000000008' }, 'read')).toMatchObject({ state: 'rolled-back' })
})

test('rolling back names the later change that stands in the way', async ({ page, open }) => {
  await open('much', '#/history/c_000000000c')
  await page.keyboard.press('r')
  const dialog = page.getByRole('dialog', { name: 'Roll back' })
  await expect(dialog.getByRole('alert')).toContainText('Roll these back first')
  await expect(dialog.getByRole('button', { name: 'Roll back' })).toBeDisabled()
})
