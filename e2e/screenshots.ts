/**
 * `npm run screenshots [-- OUT NAME...]`: pictures of every page in both themes, over the scripted core. For looking at, and for the README. Also
 * prints console errors and what axe finds, so that a broken page is not only seen.
 */
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium } from '@playwright/test'
import { startHttpHost } from '../src-main/hosts/http/http-host.ts'
import { isRefused } from '../src-shared/errors.ts'
import { build } from '../scripts/build.ts'
import { createScriptedCore, type Scene } from './fixtures/scripted-core.ts'

const [out = 'test-results/screens', ...only] = process.argv.slice(2)
mkdirSync(out, { recursive: true })
await build()

interface Shot {
  readonly name: string
  readonly scene: Scene
  readonly hash: string
  readonly keys?: readonly string[]
  readonly width?: number
  readonly wait?: string
  /** What is waited for comes by the keys. */
  readonly waitAfter?: boolean
}
const shots: readonly Shot[] = [
  { name: 'now-empty', scene: 'empty', hash: '#/now' },
  { name: 'now-much', scene: 'much', hash: '#/now' },
  { name: 'now-failing', scene: 'failing', hash: '#/now' },
  { name: 'now-sixty', scene: 'sixty', hash: '#/now' },
  { name: 'opportunities-failing', scene: 'failing', hash: '#/opportunities' },
  { name: 'now-running', scene: 'running', hash: '#/now' },
  { name: 'now-narrow', scene: 'running', hash: '#/now', width: 980 },
  { name: 'now-error', scene: 'error', hash: '#/now' },
  { name: 'now-start', scene: 'much', hash: '#/now', keys: ['i'] },
  { name: 'opportunities-empty', scene: 'empty', hash: '#/opportunities' },
  { name: 'opportunities-much', scene: 'much', hash: '#/opportunities', keys: ['j', 'l'] },
  { name: 'opportunities-improve', scene: 'much', hash: '#/opportunities', keys: ['Enter'] },
  { name: 'projects', scene: 'much', hash: '#/welcome' },
  { name: 'first-run', scene: 'first', hash: '#/now' },
  { name: 'review-empty', scene: 'empty', hash: '#/review' },
  { name: 'review-much', scene: 'much', hash: '#/review', wait: '.view-lines' },
  { name: 'review-high', scene: 'much', hash: '#/review/c_0000000002', keys: ['a'], wait: '.view-lines' },
  { name: 'review-weak', scene: 'weak', hash: '#/review/c_0000000003', wait: '.view-lines' },
  { name: 'review-weak-narrow', scene: 'weak', hash: '#/review/c_0000000003', wait: '.view-lines', width: 1024 },
  { name: 'review-hostile', scene: 'much', hash: '#/review/c_0000000004', keys: ['s'], wait: '.view-lines' },
  { name: 'review-incorrect', scene: 'much', hash: '#/review/c_0000000006', wait: '.view-lines' },
  { name: 'review-hunks', scene: 'much', hash: '#/review/c_0000000002', keys: ['h', 'n', 'Space'], wait: '.view-lines' },
  {
    name: 'review-hunks-text',
    scene: 'much',
    hash: '#/review/c_0000000002',
    keys: ['x', 'h', 'Space'],
    wait: '[data-kind="added"]',
    waitAfter: true,
  },
  { name: 'review-remark', scene: 'much', hash: '#/review', keys: ['n', 'c'], wait: '.view-lines' },
  {
    name: 'review-remark-unified',
    scene: 'much',
    hash: '#/review',
    keys: ['s', 'n', 'c', 'a', 'b', 'Control+Enter'],
    wait: '.view-lines',
  },
  {
    name: 'review-text',
    scene: 'much',
    hash: '#/review/c_0000000004',
    keys: ['x'],
    wait: '[data-kind="added"]',
    waitAfter: true,
  },
  { name: 'review-kept', scene: 'much', hash: '#/review/c_000000000a', wait: '.view-lines' },
  { name: 'review-decline', scene: 'much', hash: '#/review', keys: ['d'], wait: '.view-lines' },
  { name: 'history-empty', scene: 'empty', hash: '#/history' },
  { name: 'history-much', scene: 'much', hash: '#/history' },
  { name: 'history-many', scene: 'many', hash: '#/history/c_m000004000' },
  { name: 'history-since', scene: 'much', hash: '#/history/c_000000000c', keys: ['b'] },
  { name: 'history-menu', scene: 'much', hash: '#/history/c_0000000009', keys: ['m'] },
  { name: 'history-narrow', scene: 'much', hash: '#/history', width: 800 },
  { name: 'history-hostile', scene: 'hostile', hash: '#/history' },
  { name: 'history-roll-back', scene: 'much', hash: '#/history/c_0000000008', keys: ['r'], wait: '.view-lines', waitAfter: true },
  { name: 'history-kept-edit', scene: 'much', hash: '#/history/c_0000000009', wait: 'text=Kept' },
  { name: 'journal-empty', scene: 'empty', hash: '#/journal' },
  { name: 'journal-much', scene: 'much', hash: '#/journal', keys: ['v'] },
  { name: 'journal-record', scene: 'much', hash: '#/journal/120' },
  { name: 'journal-session', scene: 'much', hash: '#/journal/s_0000000001', width: 800 },
  { name: 'journal-hostile', scene: 'hostile', hash: '#/journal', keys: ['j'] },
  { name: 'settings-much', scene: 'much', hash: '#/settings' },
  { name: 'settings-policies', scene: 'much', hash: '#/settings/policies' },
  { name: 'settings-weak', scene: 'weak', hash: '#/settings/isolation' },
  { name: 'settings-record', scene: 'much', hash: '#/settings/record' },
  { name: 'settings-console', scene: 'much', hash: '#/settings/console' },
  { name: 'settings-hostile', scene: 'hostile', hash: '#/settings' },
  { name: 'stopped', scene: 'running', hash: '#/history', keys: ['!'] },
  { name: 'keys', scene: 'much', hash: '#/review', keys: ['?'] },
  { name: 'palette', scene: 'much', hash: '#/review', keys: ['Control+k'] },
]

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: process.getuid?.() !== 0 })
let problems = 0
for (const scene of new Set(shots.map(s => s.scene))) {
  const wanted = shots.filter(s => s.scene === scene && (only.length === 0 || only.some(o => s.name.startsWith(o))))
  if (wanted.length === 0) continue
  const core = createScriptedCore(scene)
  const host = await startHttpHost(core, {
    port: 0,
    rendererDir: resolve(import.meta.dirname, '../dist/renderer'),
    scope: 'approve',
    log: () => {},
  })
  if (isRefused(host)) throw new Error(host.message)
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.on(
      'console',
      message =>
        message.type() === 'error' &&
        !/status of (?:4|5)\d\d|TrustedScript/.test(message.text()) &&
        (problems += 1) &&
        process.stdout.write(`CONSOLE ${message.text().slice(0, 400)}\n`),
    )
    page.on('pageerror', error => (problems += 1) && process.stdout.write(`PAGEERROR ${error.stack ?? error.message}\n`))
    await page.goto(host.newLaunchUrl())
    for (const shot of wanted) {
      await page.setViewportSize({ width: shot.width ?? 1440, height: 900 })
      await page.goto(`${host.url}${shot.hash}`)
      // How the shot before liked its diff is none of this one.
      await page.evaluate("localStorage.removeItem('asis-diff')")
      await page.reload()
      await page.locator('main h1, main [role="alert"]').first().waitFor({ timeout: 120_000 })
      if (shot.wait !== undefined && shot.waitAfter !== true) await page.locator(shot.wait).first().waitFor()
      // Charts are drawn one after the other.
      if (shot.name.startsWith('now') && !/empty|error|sixty/.test(shot.name))
        await page.locator('[data-series]').nth(5).waitFor()
      await page.waitForTimeout(300)
      for (const key of shot.keys ?? []) await page.keyboard.press(key)
      if (shot.wait !== undefined) await page.locator(shot.wait).first().waitFor({ timeout: 120_000 })
      await page.waitForTimeout(shot.wait === undefined ? 300 : 900)
      await page.screenshot({ path: `${out}/${shot.name}-${colorScheme}.png` })
      const { violations } = await new AxeBuilder({ page }).analyze()
      for (const v of violations) {
        problems += 1
        process.stdout.write(
          `AXE ${shot.name} ${colorScheme} ${v.id}: ${v.nodes
            .slice(0, 3)
            .map(n => `${n.target.join(' ')} ${n.any[0]?.message ?? n.failureSummary?.slice(0, 120)}`)
            .join(' | ')} (${v.nodes.length})\n`,
        )
      }
    }
    await context.close()
  }
  await host.close()
  await core.close()
}
await browser.close()
process.stdout.write(`${problems} problems\n`)
