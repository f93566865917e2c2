/** A watch that asks: said where the operator looks first, answered in History by button and by key. */
import type { Page } from '@playwright/test'
import { axeFinds, browserOnly, expect, test } from './fixtures/scripted-console.ts'

const id = 'c_0000000005'
const question = {
  status: 'unclear',
  detail: 'Memory could not be measured: it returns NaN. It stays until you decide.',
} as const
const panel = (page: Page) => page.getByRole('complementary', { name: 'Chosen modification' })
const asked = (page: Page) => panel(page).getByRole('region', { name: 'Its watch asks you' })
const rail = (page: Page, place: string) => page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place })

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    test('it is counted on the first page, leads to History, and is kept there', async ({ page, open }) => {
      const { core, next } = await open('much')
      const heading = page.getByRole('heading', { level: 1 })
      await expect(heading).toContainText('1 is being watched.')
      core.askAbout(id, question)
      await expect(heading).toHaveText(
        /^4 modifications wait for you\. 1 watch asks you about a change in effect\. Nothing|^4 modifications wait for you\. 1 watch asks you about a change in effect\. \d/,
      )
      await expect(heading).not.toContainText('being watched')
      await expect(page).toHaveTitle('(5) ASIS')
      await expect(rail(page, 'History')).toContainText('1 asking')
      await expect(rail(page, 'Review')).toContainText('4 waiting')
      const waits = page.getByRole('region', { name: 'Waits for you' })
      expect(await axeFinds(page)).toEqual([])
      await waits.getByRole('link', { name: /its watch asks/ }).click()
      await expect(page).toHaveURL(new RegExp(`#/history/${id}$`))
      const row = page.getByTestId('timeline').locator('a[aria-current="true"]')
      await expect(row).toContainText('its watch asks')
      await expect(asked(page)).toContainText('Unclear. Memory could not be measured: it returns NaN.')
      for (const name of ['Keep it', 'Look again', 'Roll back'])
        await expect(panel(page).getByRole('button', { name, exact: true })).toBeEnabled()
      expect(await axeFinds(page)).toEqual([])

      await panel(page).getByRole('button', { name: 'Keep it' }).click()
      const dialog = page.getByRole('dialog', { name: 'Keep it' })
      await expect(dialog).toContainText('it returns NaN')
      await expect(dialog.getByLabel('Why')).toBeFocused()
      expect(await axeFinds(page, '[role="dialog"]')).toEqual([])
      await page.keyboard.type('measured by hand')
      const said = next('watches.answer')
      await page.keyboard.press('Enter')
      expect(await said).toEqual({ id, answer: 'keep', reason: 'measured by hand' })
      await expect(page.getByText(/^Kept: One pass/)).toBeVisible()
      await expect(asked(page)).toHaveCount(0)
      await expect(row).toContainText('✓kept')
      await expect(panel(page)).toContainText('kept by operator: measured by hand')
      await expect(panel(page).getByRole('button', { name: 'Keep it' })).toHaveCount(0)
      await expect(page).toHaveTitle('(4) ASIS')
      await expect(rail(page, 'History')).not.toContainText('asking')
    })
  })

test('by keys alone: Enter opens it, l looks again, a keeps, Escape keeps nothing', async ({ page, open }) => {
  const { core, next, inputs } = await open('much')
  core.askAbout(id, { status: 'degraded', detail: 'Memory got worse by 14 %. It could not be taken back by itself.' })
  await expect(page.getByRole('region', { name: 'Waits for you' })).toContainText('got worse, not taken back')
  await page.keyboard.press('Enter')
  await expect(asked(page)).toContainText('Got worse, not taken back. Memory got worse by 14 %.')
  await page.keyboard.press('a')
  await expect(page.getByRole('dialog', { name: 'Keep it' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Keep it' })).toBeHidden()
  const said = next('watches.answer')
  await page.keyboard.press('l')
  expect(await said).toEqual({ id, answer: 'look-again' })
  await expect(page.getByText(/One pass.* is looked at again\./)).toBeVisible()
  await expect(asked(page)).toHaveCount(0)
  await expect(panel(page)).toContainText('being watched. no look yet')
  // The keys are for what asks.
  await page.keyboard.press('l')
  await page.keyboard.press('a')
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Find modifications' })).toBeFocused()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(inputs('watches.answer')).toHaveLength(1)
})

test('while everything is stopped there is no other look, and a refusal says why', async ({ page, open }) => {
  const { core, before } = await open('much', `#/history/${id}`)
  core.askAbout(id, question)
  await expect(asked(page)).toBeVisible()
  await core.call('control.stop', { reason: 'The fan failed' }, 'approve')
  await expect(panel(page).getByRole('button', { name: 'Look again' })).toBeDisabled()
  await expect(panel(page).getByRole('button', { name: 'Keep it' })).toBeEnabled()
  await panel(page).getByRole('button', { name: 'Keep it' }).click()
  // Somebody else was faster.
  before('watches.answer', () => core.call('watches.answer', { id, answer: 'keep' }, 'approve'))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Keep it' }).getByRole('alert')).toContainText('does not ask anything')
})

test('Review says that it waits, and leads there', async ({ page, open }) => {
  const { core } = await open('much', `#/review/${id}`)
  core.askAbout(id, question)
  await page.getByRole('link', { name: 'Keep it, look again, or roll it back' }).click()
  await expect(asked(page)).toBeVisible()
})

test(
  'who may only look sees what is asked, and answers nothing',
  browserOnly('the window of the owner may always decide'),
  async ({ page, open }) => {
    const { core, methods } = await open('much', `#/history/${id}`, { scope: 'read' })
    core.askAbout(id, question)
    await expect(asked(page)).toContainText('it returns NaN')
    for (const name of ['Keep it', 'Look again', 'Roll back'])
      await expect(panel(page).getByRole('button', { name, exact: true })).toBeDisabled()
    await page.keyboard.press('a')
    await page.keyboard.press('l')
    await page.keyboard.press('/')
    await expect(page.getByRole('searchbox', { name: 'Find modifications' })).toBeFocused()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    expect(methods.has('watches.answer')).toBe(false)
    // What the page does not offer, the core does not allow either.
    expect(await core.call('watches.answer', { id, answer: 'look-again' }, 'read')).toMatchObject({ code: 'forbidden' })
  },
)
