/** Every dialog, in both themes: no fault that axe finds, the focus goes in, Escape closes it. */
import type { Page } from '@playwright/test'
import { axeFinds, diffIsShown, expect, test, type ScriptedConsole } from './fixtures/scripted-console.ts'
import type { Scene } from './fixtures/scripted-core.ts'
import { holdTrials } from './fixtures/scripted-review.ts'

interface Dialog {
  readonly scene?: Scene
  readonly place: string
  readonly name: string
  readonly open: (page: Page, console: ScriptedConsole) => Promise<unknown>
}
const press =
  (...keys: string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
const review = 'review/c_0000000002'
const dialogs: readonly Dialog[] = [
  { place: 'now', name: 'Improve', open: press('i') },
  { place: 'opportunities', name: 'Improve now', open: press('i') },
  { place: review, name: 'Approve and apply', open: press('a') },
  { place: review, name: 'Decline', open: press('d') },
  { place: 'history/c_0000000008', name: 'Roll back', open: press('r') },
  { place: 'history/c_0000000009', name: 'Kept edit', open: press('e') },
  {
    place: 'history/c_0000000009',
    name: 'Restore a kept edit',
    open: page => page.getByRole('button', { name: 'Restore src/other/helper.ts' }).click(),
  },
  { place: 'history/c_000000000b', name: 'Roll back everything since', open: press('b') },
  {
    place: 'now',
    name: 'Roll back everything since',
    open: async (page, { core }) => {
      await core.call('control.stop', { reason: 'The fan failed' }, 'approve')
      await page.getByRole('alert').getByRole('button', { name: 'Roll back everything since' }).click()
    },
  },
  {
    place: 'settings/policies',
    name: 'Add a policy',
    open: page => page.getByRole('button', { name: 'Look at the suggestion' }).click(),
  },
  { place: 'journal', name: 'Keys', open: press('?') },
  { place: 'now', name: 'Command palette', open: press('Control+k') },
  {
    place: 'now',
    name: 'Command palette',
    open: async page => {
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('textbox', { name: 'Find a command' })).toBeFocused()
      await page.keyboard.type('no such thing at all')
    },
  },
]

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    for (const [i, dialog] of dialogs.entries()) {
      test(`dialog ${i + 1}, ${dialog.name} on ${dialog.place}: no fault that axe finds, and Escape gives the page back`, async ({
        page,
        open,
      }) => {
        const console = await open(dialog.scene ?? 'much', `#/${dialog.place}`)
        await expect(page.locator('main output[aria-label^="Loading"]')).toHaveCount(0)
        if (dialog.place === review) await diffIsShown(page)
        await dialog.open(page, console)
        const shown = page.getByRole('dialog', { name: dialog.name, exact: true })
        await expect(shown).toBeVisible()
        await expect(shown.locator(':focus')).toHaveCount(1)
        await expect(shown.locator('output[aria-label^="Loading"]')).toHaveCount(0)
        expect(await axeFinds(page, '[role="dialog"]')).toEqual([])
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toHaveCount(0)
      })
    }

    test('what opens in place of a dialog has no fault either: remark, running trial, hunks, stop', async ({ page, open }) => {
      const { core } = await open('much', `#/${review}`)
      await diffIsShown(page)
      await page.keyboard.press('Enter')
      await page.keyboard.press('c')
      await expect(page.getByRole('textbox', { name: /^Remark on line/ })).toBeFocused()
      expect(await axeFinds(page), 'remark').toEqual([])
      await page.keyboard.press('Escape')
      await page.keyboard.press('h')
      await expect(page.getByRole('region', { name: 'Hunks' })).toBeVisible()
      expect(await axeFinds(page), 'hunks').toEqual([])
      await page.keyboard.press('Escape')
      const letEnd = holdTrials()
      await page.keyboard.press('y')
      await expect(page.getByRole('region', { name: 'Running trial' })).toBeVisible()
      expect(await axeFinds(page), 'running trial').toEqual([])
      letEnd()
      await core.call('control.stop', { reason: 'The fan failed' }, 'approve')
      await expect(page.getByRole('alert').filter({ hasText: 'Emergency stop' })).toBeVisible()
      expect(await axeFinds(page), 'stopped').toEqual([])
    })

    test('the menu of a modification has none', async ({ page, open }) => {
      await open('much', '#/history/c_000000000b')
      await expect(page.getByTestId('timeline').locator('a[aria-current="true"]')).toBeVisible()
      await page.keyboard.press('m')
      await expect(page.getByRole('menu')).toBeVisible()
      expect(await axeFinds(page)).toEqual([])
    })
  })
}
