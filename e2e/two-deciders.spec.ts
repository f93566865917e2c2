/** Two people decide about the same change at the same moment, through the real core: one wins, the other is told, the files change once. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { browserOnly, expect, test } from './fixtures/real-console.ts'
import { modelBefore, writeWaitingModel } from './fixtures/waiting-model.ts'

const oneWindow = browserOnly('the desktop program has one window, and its data folder one owner')
const press = (page: Page): Promise<void> => page.getByRole('button', { name: 'Approve and apply' }).click()
const applied = (page: Page) => page.getByText(/^Applied: Smaller model/)

test(
  'of two approvals at once one applies, the other is told that it came too late',
  oneWindow,
  async ({ folders, openReal }) => {
    const root = join(folders.empty, 'model')
    const id = writeWaitingModel(root, folders.home)
    const first = await openReal(root)
    const second = await first.page.context().newPage()
    for (const page of [first.page, second]) {
      await page.goto(`${first.base}#/review/${id}`)
      await expect(page.locator('main h1').first()).toContainText('Smaller model')
      await page.keyboard.press('a')
      await expect(page.getByRole('dialog', { name: 'Approve and apply' })).toBeVisible()
    }
    // Both calls are under way before either is answered.
    const held: (() => Promise<void>)[] = []
    const bothAsked = Promise.withResolvers<void>()
    await first.page.context().route(/candidates\.approve$/, route => {
      held.push(() => route.continue())
      if (held.length === 2) bothAsked.resolve()
    })
    await Promise.all([press(first.page), press(second)])
    await bothAsked.promise
    await Promise.all(held.map(go => go()))
    await expect.poll(async () => (await applied(first.page).count()) + (await applied(second).count())).toBe(1)
    const loser = (await applied(first.page).count()) === 1 ? second : first.page
    await expect(loser.getByText(/Nothing was changed/).first()).toBeVisible()
    // What it is about is no more: nothing can be decided in it again, by key neither.
    await expect(loser.getByRole('dialog').getByRole('button', { name: 'Approve and apply' })).toBeDisabled()

    // Applied once: one decision, one intent, one outcome.
    await first.page.goto(`${first.base}#/journal`)
    await expect(first.page.getByRole('row').nth(1)).toBeVisible()
    const records = await first.page.evaluate<{ kind: string; action: string; subject: string }[]>(
      `fetch('/api/call/journal.list', { method: 'POST', headers: { 'content-type': 'application/json', 'x-asis-page': localStorage.getItem('asis.page-keys') }, body: '{"limit":100}' }).then(answer => answer.json()).then(reply => reply.value)`,
    )
    const about = (kind: string, action: RegExp): number =>
      records.filter(record => record.subject === id && record.kind === kind && action.test(record.action)).length
    expect([about('decision', /approve/), about('intent', /apply/), about('outcome', /apply/)]).toEqual([1, 1, 1])
    expect(readFileSync(join(root, 'src/model.mjs'), 'utf8').length).toBeLessThanOrEqual(modelBefore.length)
  },
)

test(
  'an approval and a refusal at once: whichever comes first counts, and the file fits it',
  oneWindow,
  async ({ folders, openReal }) => {
    const root = join(folders.empty, 'model')
    const id = writeWaitingModel(root, folders.home)
    const first = await openReal(root)
    const second = await first.page.context().newPage()
    for (const [page, key, name] of [
      [first.page, 'd', 'Decline'],
      [second, 'a', 'Approve and apply'],
    ] as const) {
      await page.goto(`${first.base}#/review/${id}`)
      await expect(page.locator('main h1').first()).toContainText('Smaller model')
      await page.keyboard.press(key)
      await expect(page.getByRole('dialog', { name })).toBeVisible()
    }
    // The approval is under way when the refusal comes in before it.
    const asked = Promise.withResolvers<() => Promise<void>>()
    await second.route(/candidates\.approve$/, route => asked.resolve(() => route.continue()))
    await second.getByRole('button', { name: 'Approve and apply' }).click()
    const go = await asked.promise
    await first.page.getByRole('textbox', { name: 'Why' }).fill('accuracy matters more')
    await first.page.keyboard.press('Enter')
    await expect(first.page.getByText(/^Declined: Smaller model/)).toBeVisible()
    await go()
    await expect(second.getByText(/Nothing was changed/).first()).toBeVisible()
    await expect(second.getByText(/^Applied: /)).toHaveCount(0)
    expect(readFileSync(join(root, 'src/model.mjs'), 'utf8')).toBe(modelBefore)
  },
)
