/**
 * The signature of the journal's head: whoever can write the stores but does not hold the key cannot make a chain of his own. What is signed says where it
 * stands: a signature that was seen in the stores is worth nothing in the file beside them. The head is checked before the next one is signed, so that a
 * forged one is never signed by us.
 */
import type { Database } from 'better-sqlite3'
import { existingSigningKey, isSignedBy, openSigningKey, type SigningKey } from '../platform/signing-key.ts'
import { AsisError } from '../../src-shared/errors.ts'
import type { Head } from './journal-chain.ts'
import { openOutsideHead } from './journal-outside-head.ts'

export interface JournalHead {
  get(): SignedHead | null
  /** False when the present head is not ours: then it stays where it is, and the check says so. */
  move(to: SignedHead): boolean
  /** For the stores. @throws AsisError `internal` for a reader of a data folder without a key. */
  sign(head: Head): SignedHead
  isOurs(head: SignedHead): boolean
  /** Whether the head in the stores was signed before proofs were; never again once it has moved. */
  isOld(): boolean
  /** The copy beside the stores; null where there is none that is ours. */
  outside(): Head | null
  putOutside(head: Head): void
  /** Null when it is signed by our key; else what is wrong, one sentence. */
  fault(): string | null
  /** Signs a head that came from another machine with its state, whose signature was checked. Whoever calls it checks the chain before anything is added. */
  adopt(): void
  /** Null for a reader of a data folder that was never signed. */
  readonly key: SigningKey | null
}

/** `old`: from before there were proofs, and what data folders of that time hold. */
type Form = 'old' | 'stores' | 'beside'
const titles: Readonly<Record<Form, string>> = {
  old: 'asis journal head 1',
  stores: 'asis journal head 2',
  beside: 'asis journal head 2 beside the stores',
}
const signedText = ({ count, sha256 }: Head, form: Form): Buffer => Buffer.from(`${titles[form]}\n${count}\n${sha256}\n`)

export interface SignedHead extends Head {
  readonly signature: string
}
const isSigned = (publicKey: string, head: SignedHead, ...forms: readonly Form[]): boolean =>
  forms.some(form => isSignedBy(publicKey, signedText(head, form), Buffer.from(head.signature, 'base64')))

export const isHeadSignedBy = (publicKey: string, head: SignedHead): boolean => isSigned(publicKey, head, 'stores', 'old')

export const signHead = (key: SigningKey, head: Head, form: Form = 'stores'): string =>
  key.sign(signedText(head, form)).toString('base64')

export function openJournalHead(heads: Database, home: string, access: 'read' | 'write'): JournalHead {
  const select = heads.prepare<[], SignedHead>('SELECT count, sha256, signature FROM journal_head')
  const update = heads.prepare<[number, string, string]>('UPDATE journal_head SET count = ?, sha256 = ?, signature = ?')
  const put = (key: SigningKey, head: Head, form: Form): string => {
    const signature = signHead(key, head, form)
    update.run(head.count, head.sha256, signature)
    return signature
  }
  const beside = openOutsideHead(home)
  const key =
    access === 'write'
      ? openSigningKey(home, fresh => {
          // A new data folder, or one from before heads were signed.
          const head = select.get()
          if (head?.signature === '') put(fresh, head, head.count === 0 ? 'stores' : 'old')
        })
      : existingSigningKey(home)
  /** What this process has written last needs no second look. */
  let known = ''

  const fault = (): string | null => {
    const head = select.get()
    if (!head) return 'The second copy of the head is missing.'
    if (key === null)
      return head.signature === '' && head.count === 0
        ? null
        : 'The key of this data folder, which could check the head, is not here.'
    if (head.signature === '') return 'The head is not signed.'
    return isHeadSignedBy(key.publicKey, head)
      ? null
      : `The head is not signed by the key of this data folder (${key.id.slice(0, 16)}).`
  }
  const withKey = (): SigningKey => {
    if (key === null) throw new AsisError('internal', 'only the owner of a data folder adds to its journal')
    return key
  }
  return {
    key,
    get: () => select.get() ?? null,
    move(to) {
      if (key === null) return false
      if (known === '' || select.get()?.signature !== known) {
        if (fault() !== null) return false
      }
      update.run(to.count, to.sha256, to.signature)
      known = to.signature
      return true
    },
    sign: head => ({ count: head.count, sha256: head.sha256, signature: signHead(withKey(), head) }),
    isOurs: head => key !== null && isHeadSignedBy(key.publicKey, head),
    isOld() {
      const head = select.get()
      return key !== null && head !== undefined && isSigned(key.publicKey, head, 'old')
    },
    outside: () => beside.get(head => key !== null && isSigned(key.publicKey, head, 'beside', 'old')),
    putOutside: head => beside.put({ ...head, signature: signHead(withKey(), head, 'beside') }),
    fault,
    adopt() {
      const head = select.get()
      if (key !== null && head) known = put(key, head, 'stores')
    },
  }
}
