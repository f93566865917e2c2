/** Tab goes through every page from the first control to the last and out again, misses none, and shows where it is. */
import type { Page } from '@playwright/test'
import type { Scene } from './fixtures/scripted-core.ts'
import { diffIsShown, expect, test } from './fixtures/scripted-console.ts'

/**
 * Runs in the page. Controls that Tab must reach get a number. Not among them: what the arrow keys choose within one stop (radio buttons, rows of a
 * list), the inside of the editor, and what is not there for anybody.
 */
const number = `(() => {
  const all = [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [role="button"], [role="link"], [role="switch"], [tabindex]')]
  const wanted = all.filter(node =>
    node.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && node.getClientRects().length > 0
    && !node.disabled && node.closest('.monaco-editor, [inert], [aria-hidden="true"]') === null
    && node.tabIndex >= 0 && !(node.type === 'radio' && !node.checked))
  wanted.forEach((node, i) => node.setAttribute('data-walk', String(i)))
  window.lookOf = node => {
    const part = each => { if (!each) return ''; const s = getComputedStyle(each); return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationLine, s.stroke].join() }
    return [node, node.parentElement, node.nextElementSibling, node.parentElement?.nextElementSibling, ...node.children].map(part).join('|')
  }
  return wanted.map(node => node.tagName + ' ' + (node.getAttribute('aria-label') ?? node.textContent ?? '').trim().slice(0, 40))
})()`
/** Where the focus is: number, or what it is in; and whether the control before it looks the same as it did with the focus. */
const where = `(async () => {
  // Even a transition of no length ends a frame later.
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  const node = document.activeElement
  const before = window.walkedTo
  const invisible = before && before.node !== node && before.node.isConnected && window.lookOf(before.node) === before.look
    ? before.node.outerHTML.slice(0, 120) : null
  const inside = node !== document.body && node.closest('.monaco-editor') === null
  window.walkedTo = inside ? { node, look: window.lookOf(node) } : null
  return { at: node.getAttribute('data-walk'), gone: node === document.body, invisible }
})()`
/** Interactive, on the screen, and out of the reach of Tab: allowed only where another key does the same. */
const leftOut = `[...document.querySelectorAll('main a[href], main button, main input, main [role="button"]')]
  .filter(node => node.tabIndex < 0 && node.getClientRects().length > 0 && !node.disabled)
  .filter(node => node.closest('.monaco-editor, [aria-hidden="true"], [data-keys]') === null)
  // One stop of a list that j and k walk through.
  .filter(node => node.closest('[data-testid="timeline"], nav, table, [role="radiogroup"], [role="listbox"]') === null)
  .map(node => node.outerHTML.slice(0, 160))`

const walk = async (page: Page): Promise<{ missed: string[]; invisible: string[] }> => {
  const wanted = await page.evaluate<string[]>(number)
  expect(wanted.length).toBeGreaterThan(7)
  const reached = new Set<number>()
  const invisible: string[] = []
  await page.evaluate('document.activeElement?.blur(); window.walkedTo = null; getSelection()?.removeAllRanges()')
  for (let i = 0; i < wanted.length * 2 + 40; i += 1) {
    await page.keyboard.press('Tab')
    const now = await page.evaluate<{ at: string | null; gone: boolean; invisible: string | null }>(where)
    if (now.invisible !== null) invisible.push(now.invisible)
    if (now.at !== null) reached.add(Number(now.at))
    if (reached.size === wanted.length) break
  }
  return { missed: wanted.filter((_, i) => !reached.has(i)), invisible }
}

for (const [place, scene] of [
  ['now', 'running'],
  ['opportunities', 'much'],
  ['review/c_0000000002', 'much'],
  ['history', 'much'],
  ['journal', 'much'],
  ['settings', 'much'],
  ['welcome', 'much'],
  ['welcome', 'first'],
] as const satisfies readonly (readonly [string, Scene])[]) {
  test(`every control of ${place} (${scene}) is reached by Tab and shows the focus`, async ({ page, open }) => {
    await open(scene, `#/${place}`)
    await expect(page.locator('main h1').first()).toBeVisible()
    await expect(page.locator('main output[aria-label^="Loading"]')).toHaveCount(0)
    if (place.startsWith('review')) await diffIsShown(page)
    expect(await page.evaluate<string[]>(leftOut)).toEqual([])
    expect(await walk(page)).toEqual({ missed: [], invisible: [] })
  })
}

test('what a watch asks is answered without a mouse', async ({ page, open }) => {
  const { core } = await open('much', '#/history/c_0000000005')
  core.askAbout('c_0000000005', { status: 'unclear', detail: 'Memory jumps about.' })
  await expect(page.getByRole('region', { name: 'Its watch asks you' })).toBeVisible()
  expect(await page.evaluate<string[]>(leftOut)).toEqual([])
  expect(await walk(page)).toEqual({ missed: [], invisible: [] })
})

test('a control that Tab misses or that hides its focus would be noticed', async ({ page, open }) => {
  await open('much', '#/journal')
  await expect(page.locator('main output[aria-label^="Loading"]')).toHaveCount(0)
  await page.evaluate(`for (const [id, tabIndex] of [['one', 0], ['two', -1]]) {
      const made = document.createElement('div').appendChild(document.createElement('button'))
      Object.assign(made, { id, tabIndex, textContent: id })
      document.querySelector('main').prepend(made.parentElement)
    }
    document.adoptedStyleSheets.push(new CSSStyleSheet())
    document.adoptedStyleSheets.at(-1).insertRule('#one, #one:focus-visible { all: unset !important }')`)
  expect(await page.evaluate<string[]>(leftOut)).toHaveLength(1)
  expect((await walk(page)).invisible.join()).toContain('id="one"')
})
