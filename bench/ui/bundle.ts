/** What the browser must load before it can draw the first page: the files that index.html names, compressed as a host would. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rendererDir } from './console.ts'
import type { Figure } from './figure.ts'

export const startBundle = (): Figure[] => {
  const html = readFileSync(join(rendererDir, 'index.html'), 'utf8')
  const files = [...html.matchAll(/<(?:script|link)[^>]*?(?:src|href)="\.?\/?(assets\/[^"]+\.(?:js|css))"/g)].map(
    match => match[1]!,
  )
  const sizes = files.map(file => ({ file, kB: gzipSync(readFileSync(join(rendererDir, file))).length / 1000 }))
  const sum = (ending: string): number => Math.round(sizes.filter(s => s.file.endsWith(ending)).reduce((all, s) => all + s.kB, 0))
  return [
    {
      name: 'start bundle, gzip, without Monaco',
      value: sum('.js') + sum('.css'),
      unit: 'kB',
      bar: { atMost: 350 },
      detail: `scripts ${sum('.js')} kB, styles ${sum('.css')} kB, ${files.length} files`,
    },
  ]
}
