import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isSignedBy, openSigningKey } from '../../platform/signing-key.ts'
import { seal, unseal } from './dsse.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'asis-key-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('the signing key', () => {
  it('is made once, for its owner alone, and signs the same afterwards', () => {
    const first = openSigningKey(home)
    const again = openSigningKey(home)
    expect(again.id).toBe(first.id)
    expect(statSync(path.join(home, 'signing-key.pem')).mode & 0o777).toBe(0o600)
    expect(isSignedBy(first.publicKey, Buffer.from('a'), again.sign(Buffer.from('a')))).toBe(true)
    expect(isSignedBy(first.publicKey, Buffer.from('b'), again.sign(Buffer.from('a')))).toBe(false)
  })
  it('that others may read, or that is none, is refused without showing it', () => {
    openSigningKey(home)
    const file = path.join(home, 'signing-key.pem')
    const secret = readFileSync(file, 'utf8').split('\n')[1] ?? ''
    chmodSync(file, 0o644)
    expect(() => openSigningKey(home)).toThrow(/can be read by others/)
    chmodSync(file, 0o600)
    writeFileSync(file, `${secret}\n`)
    expect(() => openSigningKey(home)).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) }))
  })
})

describe('an envelope', () => {
  it('opens with the key that sealed it and with no other', () => {
    const other = mkdtempSync(path.join(tmpdir(), 'asis-key-'))
    const [mine, foreign] = [openSigningKey(home), openSigningKey(other)]
    rmSync(other, { recursive: true })
    const text = JSON.stringify(seal({ a: 1 }, mine))
    expect(unseal(text, mine.publicKey)).toEqual({ a: 1 })
    expect(unseal(text, foreign.publicKey)).toBeNull()
    expect(unseal('{', mine.publicKey)).toBeNull()
  })
  it('with any byte of payload, type or signature changed does not open', () => {
    const key = openSigningKey(home)
    const sealed = seal({ subject: 'src/a.ts', sha256: 'f'.repeat(64) }, key)
    fc.assert(
      fc.property(fc.constantFrom('payload', 'sig', 'type'), fc.nat(), fc.integer({ min: 1, max: 255 }), (where, at, flip) => {
        const changed = structuredClone(sealed)
        const turn = (text: string, encoding: 'base64' | 'utf8'): string => {
          const bytes = Buffer.from(text, encoding)
          bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ flip
          return bytes.toString(encoding)
        }
        if (where === 'payload') changed.payload = turn(changed.payload, 'base64')
        else if (where === 'type') changed.payloadType = turn(changed.payloadType, 'utf8')
        else changed.signatures[0]!.sig = turn(changed.signatures[0]!.sig, 'base64')
        expect(unseal(JSON.stringify(changed), key.publicKey)).toBeNull()
      }),
      { numRuns: 300 },
    )
  })
})
