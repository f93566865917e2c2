import type { Scene } from './fixtures/scripted-core.ts'
import { axeFinds, browserOnly, diffIsShown, expect, test, windowOnly } from './fixtures/scripted-console.ts'

const places = ['now', 'review', 'history', 'journal', 'settings'] as const

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    for (const scene of ['empty', 'much'] as const satisfies readonly Scene[]) {
      test(`every page ${scene === 'empty' ? 'without data' : 'with much data'} has no fault that axe finds`, async ({
        page,
        open,
      }) => {
        await open(scene)
        for (const place of places) {
          await page.goto(page.url().replace(/#.*/, `#/${place}`))
          await expect(page.locator('nav a[aria-current="page"]')).toHaveText(new RegExp(place, 'i'))
          await page.locator('main h1').first().waitFor({ state: 'attached' })
          await expect(page.locator('main output[aria-label^="Loading"]')).toHaveCount(0)
          if (place === 'review' && scene === 'much') await diffIsShown(page)
          expect(await axeFinds(page), place).toEqual([])
        }
      })
    }
  })
}

test('the first page says what waits, and draws goal, baseline and marks', async ({ page, open }) => {
  await open('much')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^4 modifications wait for you\. 1 is being watched\./)
  const card = page.getByRole('article', { name: 'Pattern recognition: time per 1,000 classifications' })
  await expect(card).toContainText('1.62x faster (1.56–1.68)')
  await expect(card.getByText('goal 350')).toBeVisible()
  await card.getByRole('link', { name: /^Applied: One pass with early exit/ }).click()
  await expect(page).toHaveURL(/#\/history\/c_0000000005$/)
})

test('samples that arrive are drawn without moving anything', async ({ page, open }) => {
  const { core } = await open('running')
  const card = page.getByRole('article').first()
  const before = await card.boundingBox()
  const value = await card.locator('h2 + *, div').allInnerTexts()
  core.sampleAll()
  await expect.poll(async () => (await card.locator('h2 + *, div').allInnerTexts()).join() !== value.join()).toBe(true)
  expect(await card.boundingBox()).toEqual(before)
})

test('a running session shows its stage and steps, and can be cancelled', async ({ page, open }) => {
  const { core } = await open('running')
  const panel = page.getByRole('region', { name: 'Running session' })
  await expect(panel.locator('[aria-current="step"]')).toHaveText(/trial/)
  await expect(panel).toContainText('14 of 38 steps')
  core.step()
  await expect(panel).toContainText('15 of 38 steps')
  await page.keyboard.press('.')
  await expect(panel).toBeHidden()
  await expect(page.getByText('The session was stopped.')).toBeVisible()
})

test('a session is started with chosen metrics and goals', async ({ page, open }) => {
  const { next } = await open('much')
  await page.keyboard.press('i')
  const dialog = page.getByRole('dialog', { name: 'Improve' })
  await dialog.getByRole('button', { name: 'None' }).click()
  await expect(dialog.getByRole('button', { name: 'Start session' })).toBeDisabled()
  await dialog.getByLabel('Database: fixed mix of queries', { exact: true }).check()
  await dialog.getByLabel('Goal for Database: fixed mix of queries in percent').fill('30')
  const asked = next('session.start')
  await dialog.getByRole('button', { name: 'Start session' }).click()
  expect(await asked).toEqual({ metricIds: ['database_query_time'], goals: { database_query_time: 0.3 } })
  await expect(page.getByRole('region', { name: 'Running session' })).toBeVisible()
})

test('an error says what happened and what to do, and goes away when it is over', async ({ page, open }) => {
  const { core } = await open('error')
  await expect(page.getByRole('alert').first()).toContainText('The store asis_self_modification.db cannot be read.')
  core.breakDown(false)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('article').first()).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test(
  'a lost connection is said, what is shown stays, and it comes back by itself',
  browserOnly('the window and its core are one machine: there is no connection to lose'),
  async ({ page, open }) => {
    const console = await open('much')
    await expect(page.getByText('idle')).toBeVisible()
    await console.stop()
    await expect(page.getByText(/^not connected: this is how it was at/)).toBeVisible()
    await expect(page.getByRole('article').first()).toBeVisible()
  },
)

test(
  'a lost core is started again behind the same window, which reads everything anew',
  windowOnly('in a browser the core is the host, which is lost with the connection'),
  async ({ page, open }) => {
    const { core, loseCore } = await open('much')
    const heading = page.getByRole('heading', { level: 1 })
    await expect(heading).toContainText('4 modifications wait for you.')
    // Nobody hears of it: what follows must come from reading again.
    Object.assign((await core.call('candidates.get', { id: 'c_0000000001' }, 'read')) as object, { state: 'declined' })
    await expect(heading).toContainText('4 modifications wait for you.')
    loseCore()
    await expect(heading).toContainText('3 modifications wait for you.')
  },
)

test(
  'a page of a host that was restarted goes on by itself, without a new link',
  browserOnly('the desktop window has no host that could be started again'),
  async ({ page, open }) => {
    const console = await open('much')
    await console.stop()
    await expect(page.getByText(/^not connected: this is how it was at/)).toBeVisible()
    await console.restart()
    await expect(page.getByText(/^not connected: this is how it was at/)).toHaveCount(0)
    await expect(page.getByText('idle')).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await page.reload()
    await expect(page.getByRole('article').first()).toBeVisible()
  },
)

test(
  'a page whose key is not accepted any more asks for a new link',
  browserOnly('the desktop window has no host that could be started again'),
  async ({ page, open }) => {
    const console = await open('much')
    await console.restart({ rotated: true })
    // Said at once, with the next step, while what is known stays on the screen.
    const banner = page.getByRole('alert').filter({ hasText: 'does not know this browser any more' })
    await expect(banner).toContainText('Open the launch link that asis serve printed last')
    await expect(page.getByRole('article').first()).toBeVisible()
    // In another tab: this page goes on by itself.
    const other = await page.context().newPage()
    await other.goto(console.host.newLaunchUrl())
    await other.close()
    await expect(banner).toHaveCount(0)
    await expect(page.getByText('idle')).toBeVisible()
    await console.restart({ rotated: true })
    await expect(banner).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { name: 'This browser has no key' })).toBeVisible()
    await page.goto(console.host.newLaunchUrl())
    await expect(page.getByRole('article').first()).toBeVisible()
  },
)

test(
  'a page whose code does not come is said in its place, and the frame stays',
  browserOnly('the pages lie beside the window; nothing fetches them over a network'),
  async ({ page, open }) => {
    await page.route(/history-page.*\.js$/, route => route.abort())
    await open('much')
    await page.keyboard.press('4')
    await expect(page.getByRole('alert')).toContainText('This page could not be shown. Nothing was changed.')
    await page.keyboard.press('5')
    await expect(page.getByRole('heading', { level: 1, name: 'Journal' })).toBeVisible()
    await page.unroute(/history-page.*\.js$/)
    await page.keyboard.press('4')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('heading', { level: 1, name: /in effect$/ })).toBeVisible()
  },
)

test(
  'a read-only console shows everything and offers nothing',
  browserOnly('the window of the owner may always decide'),
  async ({ page, open }) => {
    await open('much', '#/review', { scope: 'read' })
    await diffIsShown(page)
    await expect(page.getByText('read-only')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Approve' })).toBeDisabled()
    await page.keyboard.press('a')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  },
)

test('every page is reached by keys, and the palette finds what can be done', async ({ page, open }) => {
  await open('much')
  for (const [keys, place] of [
    ['3', 'review'],
    ['g o', 'opportunities'],
    ['g h', 'history'],
    ['5', 'journal'],
    ['6', 'settings'],
    ['g n', 'now'],
  ] as const) {
    // On a busy machine two keys may come further apart than a sequence may last.
    await expect(async () => {
      for (const key of keys.split(' ')) await page.keyboard.press(key)
      await expect(page).toHaveURL(new RegExp(`#/${place}`), { timeout: 5_000 })
    }).toPass()
    await expect(page.locator('main h1').first()).toBeVisible()
  }
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: 'Find a command' })).toBeFocused()
  await page.keyboard.type('journ')
  await expect(page.getByRole('dialog', { name: 'Command palette' }).getByRole('button')).toContainText([
    'Journal5',
    'Journal: verify the journal',
  ])
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/journal/)
})

test('the palette finds metrics, modifications and settings, and does what other pages can', async ({ page, open }) => {
  await open('much', '#/settings')
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  for (const [text, name, address] of [
    ['classifications', 'Pattern recognition: time per 1,000 classifications', /#\/now\/pattern_recognition_speed$/],
    ['Inverted index', 'Inverted index for search over concepts', /#\/(?:review|history)\/c_/],
    ['quiet hours', 'Quiet hours', /#\/settings\/autonomous\.quietHours$/],
  ] as const) {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('textbox', { name: 'Find a command' })).toBeFocused()
    await page.keyboard.type(text)
    await palette.getByRole('button', { name }).first().click()
    await expect(page).toHaveURL(address)
    await expect(palette).toBeHidden()
  }
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: 'Find a command' })).toBeFocused()
  await page.keyboard.type('verify')
  await palette.getByRole('button', { name: 'Journal: verify the journal' }).click()
  await expect(page.getByText('unbroken')).toBeVisible()
})

test('the cheat sheet knows the keys of every page', async ({ page, open }) => {
  await open('much')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  const lines = async (section: string): Promise<string[]> => {
    await page.keyboard.press('?')
    await expect(sheet).toBeVisible()
    const texts = await sheet.getByRole('region', { name: section, exact: true }).locator('dl > div').allInnerTexts()
    await page.keyboard.press('Escape')
    await expect(sheet).toBeHidden()
    return texts.map(text => text.replaceAll(/\s+/g, ' ').trim())
  }
  for (const [place, label] of [
    ['now', 'Now'],
    ['opportunities', 'Opportunities'],
    ['history', 'History'],
    ['journal', 'Journal'],
    ['settings', 'Settings'],
  ] as const) {
    await page.goto(page.url().replace(/#.*/, `#/${place}`))
    await expect(page.locator('main h1').first()).toBeVisible()
    const there = await lines('This page')
    await page.goto(page.url().replace(/#.*/, `#/${place === 'now' ? 'journal' : 'now'}`))
    await expect(page.locator('main h1').first()).toBeVisible()
    expect(await lines(`On ${label}`), label).toEqual(there)
  }
})
