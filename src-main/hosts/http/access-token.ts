/**
 * The token of clients without a browser (`Authorization: Bearer`), kept in the data folder with the rights of its owner only.
 * Whoever can read that file can read the stores beside it.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, type Refused } from '../../../src-shared/errors.ts'
import type { RandomBytes } from '../../platform/ports.ts'

const fileName = 'access-token'
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
  const path = join(home, fileName)
  const existing = rotate ? null : read(path)
  if (existing !== null) return existing
  const token = `asis_${Buffer.from(random(32)).toString('base64url')}`
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
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
