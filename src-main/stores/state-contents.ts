/**
 * What a copy of the state says about itself: `contents.json` names every file with its SHA-256 and the public key of the data folder that it was made
 * from, `contents.sig` is that key's signature of it. Reads and checks; who writes what where is decided in `state-copy.ts` and `state-import.ts`.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import { isSignedBy, keyIdOfPem } from '../platform/signing-key.ts'

/** The journal's is the last one: where it is missing there is no state. */
export const storeFiles = [
  'asis_self_modification.db',
  'asis_code_generation.db',
  'asis_safe_implementation.db',
  'asis_self_modification_master.db',
] as const
/** Folders of files whose names are hashes of what is in them: backups, and archive files of the journal. */
export const hashedFolders = ['asis_backups', 'asis_journal'] as const
export const contentsFile = 'contents.json'
export const signatureFile = 'contents.sig'

export const isNamedByHash = (name: string): boolean =>
  /^(?:asis_backups\/[0-9a-f]{64}|asis_journal\/[0-9a-f]{64}\.jsonl)$/.test(name)
export const namesItsHash = ({ path: name, sha256 }: { readonly path: string; readonly sha256: string }): boolean =>
  !isNamedByHash(name) || path.basename(name, '.jsonl') === sha256

/** Only such names are ever read from a copy or written to a data folder. */
const known = z.string().refine(name => (storeFiles as readonly string[]).includes(name) || isNamedByHash(name))
const common = {
  format: z.literal('asis-state'),
  /** What a date can say. */
  createdMs: z.int().min(0).max(8.64e15),
  files: z
    .array(z.strictObject({ path: known, bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(1_000_000),
}
const contentsOf = z.discriminatedUnion('version', [
  // Before copies were signed.
  z.strictObject({ ...common, version: z.literal(1) }),
  z.strictObject({ ...common, version: z.literal(2), publicKey: z.string().max(1_000) }),
])
export type SignedContents = Extract<z.infer<typeof contentsOf>, { version: 2 }>

/** A copy that is whole. */
export interface CheckedContents {
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[]
  readonly createdMs: number
  /** PEM; null for a copy that nobody signed. */
  readonly publicKey: string | null
  /** Fingerprint of that key. */
  readonly signedBy: string | null
}

export interface ImportWish {
  /** Fingerprint of the only key that will do. */
  readonly signedBy?: string | undefined
  /** Also a copy from before copies were signed. */
  readonly unsigned?: boolean | undefined
}

export const signedText = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from('asis state copy 2\n'), bytes])

export const hashOf = (file: string): { bytes: number; sha256: string } => {
  const bytes = readFileSync(file)
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

export const notWhole = (from: string, what: string): Refused =>
  refuse('bad-input', `${from} is no whole copy: ${what}. Nothing was changed.`, 'Make one with: asis backup export FOLDER')

/** `bad-input`: not whole; `not-approved`: not signed, or not by whom it must be. Who signed it is looked at first. Writes nothing. */
export function readContents(from: string, wish: ImportWish): CheckedContents | Refused {
  const damaged = (what: string): Refused => notWhole(from, what)
  let bytes: Buffer
  try {
    bytes = readFileSync(path.join(from, contentsFile))
  } catch {
    return damaged(`${contentsFile} cannot be read`)
  }
  const parsed = contentsOf.safeParse(jsonOf(bytes.toString('utf8')))
  if (!parsed.success) return damaged(`${contentsFile} does not say what it must`)
  const contents = parsed.data
  const publicKey = contents.version === 2 ? contents.publicKey : null
  const refused = publicKey === null ? whyNotUnsigned(from, wish) : whyNotSigned(from, publicKey, bytes, wish)
  if (refused) return refused

  const { files, createdMs } = contents
  if (storeFiles.some(name => !files.some(file => file.path === name))) return damaged('a store is missing')
  for (const file of files) {
    try {
      const now = hashOf(path.join(from, file.path))
      if (now.sha256 !== file.sha256 || !namesItsHash(file)) return damaged(`${file.path} was changed`)
    } catch {
      return damaged(`${file.path} cannot be read`)
    }
  }
  return { files, createdMs, publicKey, signedBy: publicKey === null ? null : keyIdOfPem(publicKey) }
}

function whyNotUnsigned(from: string, { signedBy, unsigned }: ImportWish): Refused | null {
  if (signedBy === undefined && unsigned === true) return null
  return refuse(
    'not-approved',
    `${from} is not signed: nobody can tell who made it, or changed it since. Nothing was changed.`,
    signedBy === undefined
      ? 'Make one with this version on the machine that it comes from: asis backup export FOLDER. To take it as it is: --unsigned'
      : 'Make one with this version on the machine that it comes from: asis backup export FOLDER',
  )
}

function whyNotSigned(from: string, publicKey: string, bytes: Buffer, { signedBy }: ImportWish): Refused | null {
  let signature: string
  try {
    signature = readFileSync(path.join(from, signatureFile), 'utf8')
  } catch {
    return notWhole(from, `${signatureFile} cannot be read`)
  }
  if (!isSignedBy(publicKey, signedText(bytes), Buffer.from(signature, 'base64')))
    return refuse(
      'not-approved',
      `${contentsFile} in ${from} is not as it was signed. Nothing was changed.`,
      'Do not rely on this copy. Make another one with: asis backup export FOLDER',
    )
  const by = keyIdOfPem(publicKey)
  return signedBy === undefined || signedBy === by
    ? null
    : refuse(
        'not-approved',
        `${from} is signed by key ${by}, not by ${signedBy}. Nothing was changed.`,
        'Look at the fingerprint on the machine that the copy should come from: asis doctor',
      )
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
