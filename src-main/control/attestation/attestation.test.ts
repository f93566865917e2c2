import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isSignedBy, openSigningKey } from '../../platform/signing-key.ts'
import { candidateOf, changeOf, evidenceOf, mustOpen } from '../../stores/test-home.ts'
import { attest } from './attest.ts'
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

describe('a statement', () => {
  it('says what went in and out, the figures and who decided, without any source text; only of what was applied', () => {
    const stores = mustOpen(home)
    const { id, diffSha256, proposal } = stores.candidates.add(
      'p',
      candidateOf([changeOf('a.js', 'old secret text', 'new secret text')]),
      1,
    )
    const about = { projectId: 'p', project: 'mine', version: '1.2.3', id, nowMs: 9 }
    stores.evidence.put('p', id, evidenceOf(), 2)
    expect(attest(stores, about)).toMatchObject({ code: 'stale-state' })
    expect(attest(stores, { ...about, id: 'c_0000000000' })).toMatchObject({ code: 'not-found' })
    stores.candidates.move('p', id, 'generated', 'awaiting-review', 3, '')
    stores.candidates.move('p', id, 'awaiting-review', 'approved', 4, '')
    stores.candidates.move('p', id, 'approved', 'applied', 5, '')
    stores.decisions.add('p', id, { verb: 'approved', by: 'operator', reason: 'read it', diffSha256, tMs: 4 })
    stores.journal.append('note', { projectId: 'p', action: 'a', subject: id, detail: '' }, 6)
    const made = attest(stores, about)
    if ('kind' in made) throw new Error(made.message)
    const statement = unseal(JSON.stringify(made.envelope), made.publicKey)
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'a.js', digest: { sha256: proposal.files[0]!.afterSha256 } }],
      predicate: {
        materials: [{ name: 'a.js', digest: { sha256: proposal.files[0]!.beforeSha256 } }],
        modification: { id, diffSha256, state: 'applied' },
        verdict: 'improved',
        tests: { status: 'passed', passed: 3 },
        measurement: { improvement: { estimate: 2 } },
        decisions: [{ by: 'operator', reason: 'read it', diffSha256 }],
        journalHead: { records: 1 },
      },
    })
    expect(JSON.stringify(statement)).not.toContain('secret text')
    stores.close()
  })
})
