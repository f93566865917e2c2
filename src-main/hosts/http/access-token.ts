/**
 * The token of clients without a browser (`Authorization: Bearer`), kept in the data folder with the rights of its owner only.
 * Whoever can read that file can read the stores beside it.
 */
import { createHmac } from 'node:crypto'
import { chmodSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { Scope } from '../../../src-shared/api/contract.ts'
import type { RandomBytes } from '../../platform/ports.ts'
import { makePrivate } from '../../platform/private-folder.ts'
import { sameSecret } from './same-secret.ts'

export const tokenFile = 'access-token'
const form = /^asis_[\w-]{43}$/

const read = (path: string): string | null => {
  try {
    const text = readFileSync(path, 'utf8').trim()
    return form.test(text) ? text : null
  } catch {
    return null
  }
}

/** The token, made at first use; `rotate` replaces it. Refused (`disk`) when it cannot be written. */
export const accessToken = (home: string, random: RandomBytes, rotate = false): string | Refused => {
  const path = join(home, tokenFile)
  const existing = rotate ? null : read(path)
  if (existing !== null) return existing
  const token = `asis_${Buffer.from(random(32)).toString('base64url')}`
  try {
    const entered = makePrivate(home)
    if (entered) return entered
    const fresh = `${path}.new`
    writeFileSync(fresh, `${token}\n`, { mode: 0o600 })
    chmodSync(fresh, 0o600)
    renameSync(fresh, path)
    return token
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return refuse(
      'disk',
      `The access token could not be written to ${path} (${code}). Nothing was changed.`,
      'Check the space and the rights of the data folder.',
    )
  }
}

/**
 * The token as the file says it now, for a host that runs while somebody replaces it; null where there is none. The file is read again when it
 * was replaced or written to.
 */
export const currentToken = (home: string): (() => string | null) => {
  const path = join(home, tokenFile)
  let seen = ''
  let token: string | null = null
  const versionOfFile = (): string => {
    try {
      const { ino, mtimeNs, ctimeNs, size } = statSync(path, { bigint: true })
      return `${ino} ${mtimeNs} ${ctimeNs} ${size}`
    } catch {
      return ''
    }
  }
  return () => {
    const now = versionOfFile()
    if (now !== seen) token = now === '' ? null : read(path)
    seen = now
    return token
  }
}

/** What a token says about whoever holds it. */
export interface Bearer {
  readonly scope: Scope
  /** For decisions; null: nobody in particular. */
  readonly name: string | null
}

const derived = (token: string, text: string): string => createHmac('sha256', token).update(text).digest('base64url')

/**
 * The token of one scope, and of one person when it is named. `approve` without a name is the one in the file; the others are derived from
 * it, so that whoever holds one of them cannot make a stronger one or one of another person, and rotating the file replaces all of them.
 */
export const tokenOf = (token: string, scope: Scope, name?: string): string => {
  // The texts differ in their first words: no scope's token is a person's.
  if (name !== undefined)
    return `asis_${scope}.${Buffer.from(name).toString('base64url')}.${derived(token, `asis person ${scope} ${name}`)}`
  return scope === 'approve' ? token : `asis_${scope}_${derived(token, `asis scope ${scope}`)}`
}

const scopes: readonly Scope[] = ['read', 'operate', 'approve']
const ofPerson = /^asis_(?:read|operate|approve)\.([\w-]{1,400})\.[\w-]{43}$/

/** Null for a wrong one. Compares in constant time, always all three. */
export const bearerOfToken = (presented: string, token: string): Bearer | null => {
  const encoded = ofPerson.exec(presented)?.[1]
  const name = encoded === undefined ? null : Buffer.from(encoded, 'base64url').toString()
  const scope = scopes.filter(each => sameSecret(presented, tokenOf(token, each, name ?? undefined)))[0]
  return scope === undefined ? null : { scope, name }
}
