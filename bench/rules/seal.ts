/**
 * `node bench/rules/seal.ts CASES.md INPUTS.md`: writes the cases that are set aside into `set-aside.sealed` and prints its SHA-256 for
 * README.md. Sealed means packed, not secret: a search through this folder does not show them to somebody who writes rules.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'

export interface Sealed {
  readonly cases: string
  readonly inputs: string
}

/** Base64 in lines of 120 characters. */
export const sealed = (content: Sealed): string =>
  `${brotliCompressSync(JSON.stringify(content))
    .toString('base64')
    .replaceAll(/(.{120})/g, '$1\n')}\n`

export const unsealed = (text: string): Sealed =>
  JSON.parse(brotliDecompressSync(Buffer.from(text, 'base64')).toString('utf8')) as Sealed

if (import.meta.main) {
  const [cases = '', inputs = ''] = process.argv.slice(2)
  const text = sealed({ cases: readFileSync(cases, 'utf8'), inputs: readFileSync(inputs, 'utf8') })
  writeFileSync(join(import.meta.dirname, 'set-aside.sealed'), text)
  process.stdout.write(`${createHash('sha256').update(text).digest('hex')}  set-aside.sealed\n`)
}
