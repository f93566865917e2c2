/**
 * The key that signs the journal's head and the attestations: Ed25519, made at first use, in a file of the data folder with the rights of its owner
 * only. It proves that a record was written by whoever could read that file; a copy of the public key kept elsewhere is what makes the proof worth
 * something against somebody who could.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { AsisError } from '../../src-shared/errors.ts'
import { noStep, renameOver, syncFolder, writeNew } from './durable-file.ts'

export interface SigningKey {
  /** Its fingerprint: SHA-256 of the public key (DER, SubjectPublicKeyInfo), hex. */
  readonly id: string
  /** PEM. */
  readonly publicKey: string
  sign(bytes: Uint8Array): Buffer
}

export const signingKeyFile = 'signing-key.pem'

export const keyIdOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')

/** The same of a PEM. @throws when it is none. */
export const keyIdOfPem = (publicKey: string): string => keyIdOf(createPublicKey(publicKey))

/**
 * Makes the key where there is none. `firstUse` is called with a new key before it becomes *the* key: what has to be signed from the beginning is
 * signed then, so that later nothing unsigned can pass for something that was never signed. After a crash in between it is called again.
 * @throws AsisError `store-corrupt` when the file is no such key, or others may read it.
 */
export function openSigningKey(home: string, firstUse: (key: SigningKey) => void = () => {}): SigningKey {
  const file = path.join(home, signingKeyFile)
  const existing = read(file)
  if (existing) return usable(existing)
  const fresh = `${file}.new`
  const key = usable(read(fresh) ?? make(home, fresh))
  firstUse(key)
  renameOver(fresh, file, noStep)
  syncFolder(home, noStep)
  return key
}

/** For readers: null where there is none. @throws AsisError like `openSigningKey`. */
export function existingSigningKey(home: string): SigningKey | null {
  const existing = read(path.join(home, signingKeyFile))
  return existing && usable(existing)
}

const usable = (privateKey: KeyObject): SigningKey => {
  const publicKey = createPublicKey(privateKey)
  return {
    id: keyIdOf(publicKey),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: bytes => sign(null, bytes, privateKey),
  }
}

/** @param publicKey PEM. False also for a key or signature that is none. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey(publicKey)
    return key.asymmetricKeyType === 'ed25519' && verify(null, bytes, key, signature)
  } catch {
    return false
  }
}

function read(file: string): KeyObject | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
    // Windows keeps rights elsewhere.
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
      throw new AsisError('store-corrupt', `${file} can be read by others. Make it private with: chmod 600 ${file}`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    const key = createPrivateKey(text)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // Said below, without any of the text.
  }
  throw new AsisError('store-corrupt', `${file} holds no Ed25519 key. Move it away to have a new one made.`)
}

function make(home: string, file: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  writeNew(file, Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()), { mode: 0o600 }, noStep)
  return privateKey
}
