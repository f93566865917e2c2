import { axeFinds, diffIsShown, expect, test } from './fixtures/scripted-console.ts'

const places = ['now', 'opportunities', 'review', 'history', 'journal', 'settings', 'welcome'] as const

test('one key stops from every page, and the page says so until somebody resumes', async ({ page, open }) => {
  const { next } = await open('running')
  for (const place of places) {
    await page.goto(page.url().replace(/#.*/, `#/${place}`))
    await expect(page.locator('main h1').first()).toBeVisible()
    const stop = next('control.stop')
    await page.keyboard.press('!')
    await stop
    const banner = page.getByRole('alert').filter({ hasText: 'Emergency stop' })
    await expect(banner, place).toContainText('by operator. Nothing runs or starts; files are as they are.')
    await banner.getByRole('button', { name: 'Resume' }).click()
    await expect(banner).toHaveCount(0)
  }
})

test('the button stops what runs and holds; the title and the tab show it', async ({ page, open }) => {
  const { core } = await open('running')
  await expect(page).toHaveTitle('(4) ASIS')
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', /favicon-waiting\.svg$/)
  await page.getByRole('button', { name: 'Emergency stop' }).click()
  await expect(page.getByRole('region', { name: 'Running session' })).toBeHidden()
  await expect(page).toHaveTitle('■ ASIS')
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', /favicon-stopped\.svg$/)
  expect(await core.call('session.start', {}, 'approve')).toMatchObject({ code: 'stale-state' })
  expect(await axeFinds(page, 'main')).toEqual([])
  await page.getByRole('alert').getByRole('button', { name: 'Roll back everything since' }).click()
  const dialog = page.getByRole('dialog', { name: 'Roll back everything since' })
  await expect(dialog.getByRole('button', { name: 'Roll back 1 modification' })).toBeVisible()
})

test('it works over an open dialog, and never while a text is typed', async ({ page, open }) => {
  const { core } = await open('much', '#/review/c_0000000001')
  const stopped = async (): Promise<unknown> => {
    const status = await core.call('status.get', {}, 'read')
    return 'stopped' in status ? status.stopped : 'refused'
  }
  await diffIsShown(page)
  await page.keyboard.press('d')
  await page.getByRole('textbox', { name: 'Why' }).pressSequentially('No!')
  await expect(page.getByRole('textbox', { name: 'Why' })).toHaveValue('No!')
  expect(await stopped()).toBe(null)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('!')
  await expect.poll(stopped).not.toBe(null)
})

test('cancelling the session is not the emergency stop', async ({ page, open }) => {
  const { core } = await open('running', '#/journal')
  await page.keyboard.press('.')
  await expect(page.getByText('The session was stopped.')).toBeVisible()
  expect(await core.call('status.get', {}, 'read')).toMatchObject({ stopped: null, state: 'idle' })
})

test('what the autonomous mode does is in the status bar', async ({ page, open }) => {
  const { core } = await open('much')
  const state = page.getByRole('region', { name: 'Status' }).getByRole('link', { name: /^autonomous/ })
  await expect(state).toHaveText('autonomous off')
  await core.call('settings.set', { key: 'autonomous.on', value: true }, 'approve')
  await expect(state).toHaveText('autonomous, next in 5 min')
  await state.click()
  await expect(page.getByRole('switch', { name: 'Autonomous mode' })).toBeChecked()
})
