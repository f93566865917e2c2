import { axeFinds, expect, test } from './fixtures/scripted-console.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`first run in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    test('has no fault that axe finds, with a folder looked at, and in the tour', async ({ page, open }) => {
      await open('first')
      expect(await axeFinds(page)).toEqual([])
      await page.getByLabel('Folder', { exact: true }).fill('/home/operator/work/tiny-parser')
      await page.keyboard.press('Enter')
      await expect(page.getByText('can become a project')).toBeVisible()
      expect(await axeFinds(page)).toEqual([])
      await page.getByRole('button', { name: 'Take the 60-second tour' }).click()
      await expect(page.getByRole('dialog', { name: 'Metrics' })).toBeVisible()
      expect(await axeFinds(page)).toEqual([])
    })
  })
}

test('while no project is open nothing else is asked', async ({ page, open }) => {
  const { methods } = await open('first')
  await expect(page.getByRole('heading', { level: 1, name: 'Open a project' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'work' })).toBeVisible()
  // The frame of the desktop window asks for its tray by itself.
  expect([...methods].filter(method => method !== 'status.get').sort()).toEqual(['folders.list', 'projects.list'])
})

test('the bundled project is opened with one button', async ({ page, open }) => {
  await open('first')
  await page.getByRole('button', { name: 'Open the bundled project' }).click()
  await expect(page.getByRole('article').first()).toBeVisible()
  await expect(page).toHaveURL(/#\/now$/)
  await expect(page.getByRole('link', { name: 'ASIS bundled project' })).toBeVisible()
})

test('a folder is found by keys, looked at before anything is written, and becomes a project', async ({ page, open }) => {
  const { next } = await open('first')
  const folders = page.getByRole('region', { name: 'Folders' })
  await folders.focus()
  await page.keyboard.press('ArrowDown')
  await expect(folders.getByRole('button', { name: 'One up' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(folders.getByText('ASIS project')).toBeVisible()
  await folders.getByRole('button', { name: 'tiny-parser' }).focus()
  await page.keyboard.press('Enter')
  const manifest = page.getByRole('region', { name: 'The manifest that would be written' })
  await expect(manifest).toContainText('"id": "parse-time"')
  await expect(page.getByText('2 files would be written:')).toBeVisible()
  const asked = next('projects.init')
  await page.getByRole('button', { name: 'Write these files and open' }).click()
  expect(await asked).toEqual({ root: '/home/operator/work/tiny-parser' })
  await expect(page.getByRole('link', { name: 'tiny-parser' })).toBeVisible()
})

test('a folder that cannot be opened says why, and offers nothing', async ({ page, open }) => {
  await open('first')
  const field = page.getByLabel('Folder', { exact: true })
  await field.fill('/home/operator/work/old-tool')
  await page.keyboard.press('Enter')
  await expect(page.getByText('its manifest has a mistake')).toBeVisible()
  await expect(page.getByText('metrics[0].direction: expected')).toBeVisible()
  await field.fill('/home/operator/photos')
  await page.keyboard.press('Enter')
  await expect(page.getByText('nothing to measure found')).toBeVisible()
  await field.fill('/nowhere')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('There is no folder /nowhere. Nothing was changed.')
  await expect(page.getByRole('button', { name: /and open|Open this/ })).toHaveCount(0)
})

test('the tour shows a real session on the real pages, by keys, and can be left', async ({ page, open }) => {
  const { next } = await open('first')
  const started = next('session.start')
  await page.getByRole('button', { name: 'Take the 60-second tour' }).click()
  expect(await started).toEqual({ budgetMs: 60_000 })
  const step = (name: string) => page.getByRole('dialog', { name })
  await expect(step('Metrics')).toBeVisible()
  await expect(step('Metrics').getByRole('button', { name: 'Next' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(step('A session')).toContainText('A real session runs')
  await page.keyboard.press('ArrowRight')
  await expect(step('What it wants of you')).toContainText('4 changes wait for a decision.')
  await page.keyboard.press('ArrowRight')
  await expect(page).toHaveURL(/#\/review/)
  await expect(step('Review')).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await expect(page).toHaveURL(/#\/now/)
  await expect(step('What it wants of you')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Running session' })).toBeVisible()
})

test('the callout never stands over what it points at', async ({ page, open }) => {
  await open('first')
  await page.getByRole('button', { name: 'Take the 60-second tour' }).click()
  const callout = page.getByRole('dialog', { name: 'Metrics' })
  const card = page.getByRole('article').first()
  await expect(card).toBeVisible()
  await expect
    .poll(async () => {
      const [a, b] = [await callout.boundingBox(), await card.boundingBox()]
      return a !== null && b !== null && a.x >= b.x + b.width
    })
    .toBe(true)
})

test('another project is opened from the status bar, and nothing of the old one stays', async ({ page, open }) => {
  await open('much')
  await page.getByRole('link', { name: 'ASIS bundled project' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Open another project' })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'report-builder' })).toContainText('folder is missing')
  await page.getByRole('button', { name: 'Open shop-search' }).click()
  await expect(page.getByRole('link', { name: 'shop-search' })).toBeVisible()
  await expect(page).toHaveURL(/#\/now$/)
  await expect(page.getByRole('article').first()).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: 'Find a command' })).toBeFocused()
  await page.keyboard.type('another project')
  await expect(page.getByRole('dialog', { name: 'Command palette' }).getByRole('button').first()).toContainText(
    /another project/i,
  )
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/welcome$/)
})

test('a project that another window opens is shown here too', async ({ page, open }) => {
  const { core } = await open('much', '#/history')
  await core.call('projects.open', { root: '/home/operator/work/shop-search' }, 'approve')
  await expect(page.getByRole('link', { name: 'shop-search' })).toBeVisible()
  await expect(page).toHaveURL(/#\/history/)
})
