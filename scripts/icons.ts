/**
 * Draws every picture of the program from one drawing: `node scripts/icons.ts`. The results are checked in, since a package must not need a
 * browser; run it after a change of `src-renderer/public/favicon.svg`.
 *
 * Formats: ICO holds PNG images since Windows Vista; ICNS holds PNG images under four-letter types since OS X 10.7.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { root } from './lib/run.ts'

const icons = path.join(root, 'assets', 'icons')
const drawing = readFileSync(path.join(root, 'src-renderer', 'public', 'favicon.svg'), 'utf8')
const lines = [...drawing.matchAll(/<path d="[^"]+"/g)].map(match => match[0])

/** Only the lines, for the narrow bars where a tray stands; `dot`: something waits. A shape and not a colour alone says it. */
const sign = (colour: string, dot: string | null): string => {
  const drawn = lines.map(
    line => `${line} fill="none" stroke="${colour}" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/>`,
  )
  const mark = dot === null ? '' : `<circle cx="25" cy="24" r="6.5" fill="${dot}"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="4 5 24 24">${drawn.join('')}${mark}</svg>`
}
const trayDrawing = (waiting: boolean): string =>
  waiting
    ? drawing.replace('</svg>', '<circle cx="25" cy="25" r="7" fill="#f59f00" stroke="#fff" stroke-width="2"/></svg>')
    : drawing

const browser = await chromium.launch({
  executablePath: process.env['ASIS_CHROMIUM'] ?? '/usr/bin/chromium',
  chromiumSandbox: process.getuid?.() !== 0,
})
const page = await browser.newPage()
const png = async (svg: string, size: number): Promise<Buffer> => {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  return page.screenshot({ omitBackground: true })
}

const ico = (images: readonly (readonly [number, Buffer])[]): Buffer => {
  const header = Buffer.alloc(6 + 16 * images.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(images.length, 4)
  let at = header.length
  images.forEach(([size, bytes], index) => {
    const entry = 6 + 16 * index
    header.writeUInt8(size % 256, entry)
    header.writeUInt8(size % 256, entry + 1)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(bytes.length, entry + 8)
    header.writeUInt32LE(at, entry + 12)
    at += bytes.length
  })
  return Buffer.concat([header, ...images.map(([, bytes]) => bytes)])
}
const chunk = (type: string, bytes: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(bytes.length + 8, 4)
  return Buffer.concat([head, bytes])
}
const icns = (images: readonly (readonly [string, Buffer])[]): Buffer =>
  chunk('icns', Buffer.concat(images.map(([type, bytes]) => chunk(type, bytes))))

const sized = async (sizes: readonly number[]) => {
  const images: [number, Buffer][] = []
  for (const size of sizes) images.push([size, await png(drawing, size)])
  return images
}
mkdirSync(path.join(icons, 'linux'), { recursive: true })
for (const [size, bytes] of await sized([16, 32, 48, 64, 128, 256, 512]))
  writeFileSync(path.join(icons, 'linux', `${size}x${size}.png`), bytes)
writeFileSync(path.join(icons, 'icon.png'), await png(drawing, 1024))
writeFileSync(path.join(icons, 'icon.ico'), ico(await sized([16, 24, 32, 48, 64, 128, 256])))
const types = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic11: 32, ic12: 64, ic13: 256, ic14: 512 }
const apple: [string, Buffer][] = []
for (const [type, size] of Object.entries(types)) apple.push([type, await png(drawing, size)])
writeFileSync(path.join(icons, 'icon.icns'), icns(apple))
for (const waiting of [false, true]) {
  const name = `tray${waiting ? 'Waiting' : ''}`
  for (const [suffix, scale] of [
    ['', 1],
    ['@2x', 2],
  ] as const) {
    writeFileSync(path.join(icons, `${name}${suffix}.png`), await png(trayDrawing(waiting), 22 * scale))
    writeFileSync(path.join(icons, `${name}Template${suffix}.png`), await png(sign('#000', waiting ? '#000' : null), 18 * scale))
  }
}
await browser.close()
