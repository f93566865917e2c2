/** Who asked the system for less motion gets none: nothing slides, fades or spins, on any page and in any dialog. */
import type { Page } from '@playwright/test'
import { diffIsShown, expect, test } from './fixtures/scripted-console.ts'

/** What moves for longer than anybody could see, now or when it changes next; Monaco's blinking cursor is text input, and stops with the focus. */
const movingIn = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const visibleMs = 17
    const ms = list => Math.max(...list.split(',').map(each => parseFloat(each) * (each.trim().endsWith('ms') ? 1 : 1000)))
    const named = node => node.tagName + '.' + (node.getAttribute('class') ?? '').slice(0, 60)
    const running = document.getAnimations()
      .filter(each => each.playState === 'running' && each.effect.getComputedTiming().endTime > visibleMs)
      .map(each => 'runs: ' + named(each.effect.target))
    const would = [...document.querySelectorAll('body *')].filter(node => {
      const style = getComputedStyle(node)
      return (ms(style.transitionDuration) > visibleMs && style.transitionProperty !== 'none')
        || (style.animationName !== 'none' && (ms(style.animationDuration) > visibleMs || style.animationIterationCount !== '1'))
    }).map(node => 'would: ' + named(node))
    const scrolls = [...document.querySelectorAll('*')].filter(node => getComputedStyle(node).scrollBehavior === 'smooth').map(node => 'scrolls: ' + named(node))
    return [...new Set([...running, ...would, ...scrolls])]
  })()`)

test('with less motion asked for, nothing moves on any page, in dialogs, notices and the tour', async ({ page, open }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const { core } = await open('running')
  for (const place of ['now', 'opportunities', 'review/c_0000000001', 'history', 'journal', 'settings', 'welcome']) {
    await page.goto(page.url().replace(/#.*/, `#/${place}`))
    await expect(page.locator('main h1').first()).toBeVisible()
    if (place.startsWith('review')) await diffIsShown(page)
    expect(await movingIn(page), place).toEqual([])
  }
  await page.goto(page.url().replace(/#.*/, '#/review/c_0000000001'))
  await diffIsShown(page)
  for (const [key, name] of [
    ['a', 'Approve and apply'],
    ['?', 'Keys'],
    ['Control+k', 'Command palette'],
  ] as const) {
    await page.keyboard.press(key)
    await expect(page.getByRole('dialog', { name })).toBeVisible()
    expect(await movingIn(page), name).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await page.keyboard.press('d')
  await page.getByRole('textbox', { name: 'Why' }).fill('later')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^Declined: /)).toBeVisible()
  expect(await movingIn(page), 'a notice').toEqual([])
  core.sampleAll()
  core.step()
  await page.goto(page.url().replace(/#.*/, '#/now'))
  await expect(page.getByRole('region', { name: 'Running session' })).toBeVisible()
  expect(await movingIn(page), 'live').toEqual([])
})

test('without that wish something does move: what looks for motion can see it', async ({ page, open }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await open('running')
  await expect(page.getByRole('region', { name: 'Running session' })).toBeVisible()
  expect(await movingIn(page)).not.toEqual([])
})
