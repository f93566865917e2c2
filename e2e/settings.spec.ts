import { axeFinds, browserOnly, expect, test } from './fixtures/scripted-console.ts'

test('a value is changed by keys, says that it is saved and where it is from, and goes back to its default', async ({
  page,
  open,
}) => {
  const { next } = await open('much', '#/settings')
  const row = page.locator('[data-key="watch.samples"]')
  const field = row.getByRole('textbox', { name: 'Samples of a watch' })
  await field.fill('40')
  const asked = next('settings.set')
  await field.press('Enter')
  expect(await asked).toEqual({ key: 'watch.samples', value: 40 })
  await expect(row.getByText('✓ saved')).toBeVisible()
  await expect(row).toContainText('/home/operator/.local/share/asis/settings.json')
  await expect(row).toContainText('default 20 samples')
  await row.getByRole('button', { name: 'Back to default: Samples of a watch' }).click()
  await expect(field).toHaveValue('20 samples')
  await expect(row.getByRole('button', { name: /Back to default/ })).toHaveCount(0)
})

test('what cannot be is said at the field, by the page and by the core', async ({ page, open }) => {
  const { inputs } = await open('much', '#/settings')
  const samples = page.locator('[data-key="watch.samples"]')
  const field = samples.getByRole('textbox')
  await field.fill('2')
  await expect(samples).toContainText('Enter a number from 3 to 200 samples.')
  await field.press('Enter')
  expect(inputs('settings.set')).toEqual([])
  await field.press('Escape')
  await expect(field).toHaveValue('20 samples')
  const hours = page.locator('[data-key="autonomous.quietHours"]')
  await hours.getByRole('textbox').fill('näht')
  await hours.getByRole('textbox').press('Enter')
  await expect(hours).toContainText('Quiet hours must be plain text of at most 11 characters. Nothing was changed.')
})

test('locked values say why, and a search leaves what fits', async ({ page, open }) => {
  await open('much', '#/settings')
  const locked = page.locator('[data-key="isolation.tier"]')
  await expect(locked).toContainText('The environment variable ASIS_ISOLATION sets it.')
  await expect(locked.getByRole('combobox')).toBeDisabled()
  await page.keyboard.press('/')
  await page.keyboard.type('port listens')
  await expect(page.locator('[data-key]')).toHaveCount(1)
  await expect(page.locator('[data-key="api.port"]')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.goto(page.url().replace(/#.*/, '#/settings/generators.llm'))
  await expect(page.locator('[data-key="generators.llm"]')).toBeInViewport()
})

test('a policy is begun from the suggestion, tried against history, saved, switched and removed', async ({ page, open }) => {
  const { core } = await open('much', '#/settings/policies')
  await page.getByRole('button', { name: 'Look at the suggestion' }).click()
  const form = page.getByRole('dialog', { name: 'Add a policy' })
  await form.getByLabel('Safety score at least').fill('2')
  await expect(form).toContainText('A number from 0 to 1.')
  await expect(form.getByRole('button', { name: 'Add policy' })).toBeDisabled()
  await form.getByLabel('Safety score at least').fill('0.9')
  await form.getByRole('button', { name: 'Try against history' }).click()
  await expect(form.getByText(/^It would have applied \d+ of 52\.$/)).toBeVisible()
  await expect(form.getByRole('row').nth(1)).toContainText('apply')
  await expect(form.getByRole('row').last()).toContainText('wait for you')
  expect(await axeFinds(page, '[role="dialog"]')).toEqual([])
  // Another condition is another question.
  await form.getByRole('checkbox', { name: 'HIGH' }).check()
  await expect(form).toContainText('HIGH risk would be applied without anybody having read it.')
  await expect(form.getByText(/^It would have applied/)).toHaveCount(0)
  await form.getByRole('checkbox', { name: 'HIGH' }).uncheck()
  await form.getByLabel('Name').fill('careful')
  await form.getByLabel('Name').press('Enter')
  await expect(page.getByText('Policy careful saved.')).toBeVisible()
  expect(await core.call('policies.list', {}, 'read')).toMatchObject({ policies: [{ name: 'careful', risks: ['LOW'] }] })
  await page.getByRole('switch', { name: 'Policy careful' }).press('Space')
  await expect(page.getByText('Policy careful is off.')).toBeVisible()
  await page.getByRole('button', { name: 'Edit policy careful' }).click()
  await expect(page.getByRole('dialog', { name: 'Edit careful' }).getByLabel('Name')).toBeDisabled()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Remove policy careful' }).click()
  const remove = page.getByRole('dialog', { name: 'Remove careful' })
  await expect(remove.getByRole('button', { name: 'Remove policy' })).toBeVisible()
  expect(await axeFinds(page, '[role="dialog"]')).toEqual([])
  await remove.getByRole('button', { name: 'Remove policy' }).click()
  await expect(page.getByText('No policy: everything waits for you')).toBeVisible()
})

test('every check of the self-test is shown with its result', async ({ page, open }) => {
  await open('weak', '#/settings/isolation')
  const checks = page.getByRole('list', { name: 'Self-test' })
  await expect(checks).toContainText('did not hold')
  await expect(checks).toContainText('A connection could be opened.')
})

test(
  'theme and notifications are kept in this browser',
  browserOnly('in the desktop the program notifies, not its page: desktop.test.ts'),
  async ({ page, open, context }) => {
    await context.grantPermissions(['notifications'])
    const { core } = await open('much', '#/settings/console')
    await page.getByText('Dark', { exact: true }).click()
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
    const notices = page.getByRole('switch', { name: 'Notifications' })
    await notices.press('Space')
    await expect(notices).toBeChecked()
    await page.reload()
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
    await expect(page.getByRole('switch', { name: 'Notifications' })).toBeChecked()
    // The operator is elsewhere: the page is hidden.
    await page.evaluate(`
    Object.defineProperty(document, 'hidden', { value: true, configurable: true })
    window.shown = []
    window.Notification = class extends EventTarget {
      static permission = 'granted'
      constructor(title, options) {
        super()
        window.shown.push(title + ': ' + options.body)
      }
    }
  `)
    await core.call('modifications.rollback', { id: 'c_0000000005', reason: 'too slow' }, 'approve')
    await expect
      .poll(() => page.evaluate('window.shown'))
      .toEqual(['A modification was rolled back: One pass with early exit in classify: too slow'])
    core.askAbout('c_0000000008', { status: 'unclear', detail: 'Memory jumps about.' })
    await expect
      .poll(() => page.evaluate('window.shown.at(-1)'))
      .toEqual('The watch of a modification asks you: Inverted index for search over concepts: Memory jumps about.')
  },
)

test(
  'a window that may only look changes nothing',
  browserOnly('the window of the owner may always decide'),
  async ({ page, open }) => {
    await open('much', '#/settings', { scope: 'read' })
    await expect(page.getByText('This window may only look.')).toBeVisible()
    await expect(page.locator('[data-key="watch.samples"]').getByRole('textbox')).toBeDisabled()
    await expect(page.getByRole('button', { name: 'Look at the suggestion' })).toBeDisabled()
  },
)

test('what is old of the record is moved by a button, and the end of the journal says where it is', async ({ page, open }) => {
  const { core } = await open('much', '#/settings/record')
  const group = page.getByRole('region', { name: 'Record', exact: true })
  await expect(group).toContainText('Now old: 40 records of the journal.')
  await expect(group).toContainText('Last looked for')
  expect(await axeFinds(page)).toEqual([])
  await group.getByRole('button', { name: 'Do it now' }).click()
  await expect(page.getByText('Upkeep: 40 records moved into 1 archive file.')).toBeVisible()
  await expect(group).toContainText('Nothing is old.')
  await expect(group).toContainText('Records up to No. 40 are in 1 archive file.')
  await expect(group.getByRole('button', { name: 'Do it now' })).toBeDisabled()
  await page.goto(page.url().replace(/#.*/, '#/journal'))
  const records = page.getByRole('region', { name: 'Journal records' })
  await records.focus()
  await page.keyboard.press('End')
  await expect(records).toContainText('No. 1 to 40 are in 1 archive file')
  expect(await core.call('upkeep.get', {}, 'read')).toMatchObject({ due: { records: 0 } })
})
