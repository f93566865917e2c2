/** Every page at the smallest window that is promised, at the usual one, and zoomed to 200 %: nothing is covered, cut without a sign, or out of the window; and what is amber waits. */
import { layoutFaults } from './fixtures/layout-faults.ts'
import { otherAmber } from './fixtures/waiting-colour.ts'
import { expect, test } from './fixtures/scripted-console.ts'

const sizes = [
  { name: '1024x700', width: 1024, height: 700 },
  { name: '1440x900', width: 1440, height: 900 },
  // What a page sees of a window of 1440x900 at 200 %.
  { name: '1440x900 at 200 %', width: 720, height: 450 },
]
const places = [
  ['much', 'now'],
  ['failing', 'now'],
  ['running', 'now'],
  ['sixty', 'now'],
  ['empty', 'now'],
  ['much', 'opportunities'],
  ['failing', 'opportunities'],
  ['much', 'review'],
  ['much', 'review/c_0000000002'],
  ['much', 'history'],
  ['much', 'history/c_0000000009'],
  ['much', 'journal'],
  ['much', 'journal/120'],
  ['much', 'settings'],
  ['much', 'settings/policies'],
  ['much', 'settings/isolation'],
  ['much', 'welcome'],
  ['first', 'now'],
] as const

for (const scene of new Set(places.map(([each]) => each))) {
  test(`nothing is covered, cut or out of the window at any size: ${scene}`, async ({ page, open }) => {
    test.setTimeout(300_000)
    await open(scene)
    const found: string[] = []
    for (const [of, place] of places) {
      if (of !== scene) continue
      await page.evaluate(`location.hash = '#/${place}'`)
      for (const { name, width, height } of sizes) {
        await page.setViewportSize({ width, height })
        await page.locator('main h1').first().waitFor({ state: 'attached' })
        if (place.startsWith('review')) await page.locator('[data-testid="diff"] .view-line').first().waitFor()
        // Two pictures later everything has taken its new place.
        await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
        for (const fault of await layoutFaults(page)) found.push(`${place} at ${name}: ${fault}`)
        for (const text of await otherAmber(page)) found.push(`${place}: amber, and does not wait: ${text}`)
      }
    }
    expect(found).toEqual([])
  })
}
