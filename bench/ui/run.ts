/**
 * `npm run bench:ui [NAME...]`: how the built pages feel, measured in Chromium: bundle, first paint, live data, heap, a large diff, long lists. Prints each figure with
 * its bar, stores all in `bench/results/ui.json`, and ends with 1 when a bar is missed. Build the pages first: `npm run build`.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser } from '@playwright/test'
import { startBundle } from './bundle.ts'
import { launch, rendererDir } from './console.ts'
import { largeDiff } from './diff.ts'
import { holds, line, type Figure } from './figure.ts'
import { heapGrowth } from './heap.ts'
import { liveData } from './live.ts'
import { firstPaint } from './paint.ts'
import { longLists } from './rows.ts'

const measurements: Readonly<Record<string, (browser: Browser) => Promise<Figure[]> | Figure[]>> = {
  bundle: startBundle,
  paint: firstPaint,
  live: liveData,
  heap: heapGrowth,
  diff: largeDiff,
  rows: longLists,
}

const asked = process.argv.slice(2)
const unknown = asked.filter(name => !Object.hasOwn(measurements, name))
if (unknown.length > 0 || !existsSync(join(rendererDir, 'index.html'))) {
  process.stderr.write(
    unknown.length > 0
      ? `There is no measurement ${unknown.join(', ')}. Choose from ${Object.keys(measurements).join(', ')}.\n`
      : 'dist/renderer is missing. Run npm run build first.\n',
  )
  process.exit(2)
}

const browser = await launch()
const figures: Figure[] = []
const loadBefore = loadavg()[0] ?? 0
for (const [name, measure] of Object.entries(measurements)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for (const figure of await measure(browser)) {
    figures.push(figure)
    process.stdout.write(`${line(figure)}\n`)
  }
}
const chromium = browser.version()
await browser.close()

const missed = figures.filter(figure => !holds(figure))
const results = resolve(import.meta.dirname, '../results')
// A part of the figures does not replace the whole.
if (asked.length === 0) {
  mkdirSync(results, { recursive: true })
  const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? '', loadBefore: Math.round(loadBefore * 100) / 100 }
  const stored = {
    tMs: Date.now(),
    node: process.version,
    chromium,
    machine,
    figures: figures.map(f => ({ ...f, held: holds(f) })),
  }
  writeFileSync(join(results, 'ui.json'), `${JSON.stringify(stored, null, 2)}\n`)
}
process.stdout.write(
  missed.length === 0
    ? `All ${figures.length} figures hold.\n`
    : `${missed.length} of ${figures.length} figures missed their bar. Load of this machine before: ${loadBefore.toFixed(1)} on ${cpus().length} processors.\n`,
)
process.exitCode = missed.length === 0 ? 0 : 1
