/**
 * The signature of the journal's head: whoever can write the stores but does not hold the key cannot make a chain of his own. Kept beside the second
 * copy of the head. The head is checked before the next one is signed, so that a forged one is never signed by us.
 */
import type { Database } from 'better-sqlite3'
import { existingSigningKey, isSignedBy, openSigningKey, type SigningKey } from '../platform/signing-key.ts'
import type { Head } from './journal-chain.ts'

export interface JournalHead {
  get(): Head | null
  /** False when the present head is not ours: then it stays where it is, and the check says so. */
  move(to: Head): boolean
  /** Null when it is signed by our key; else what is wrong, one sentence. */
  fault(): string | null
  /** Signs a head that came from another machine with its state, whose signature was checked. Whoever calls it checks the chain before anything is added. */
  adopt(): void
  /** Null for a reader of a data folder that was never signed. */
  readonly key: SigningKey | null
}

const signedText = ({ count, sha256 }: Head): Buffer => Buffer.from(`asis journal head 1\n${count}\n${sha256}\n`)

export interface SignedHead extends Head {
  readonly signature: string
}
export const isHeadSignedBy = (publicKey: string, head: SignedHead): boolean =>
  isSignedBy(publicKey, signedText(head), Buffer.from(head.signature, 'base64'))

export const signHead = (key: SigningKey, head: Head): string => key.sign(signedText(head)).toString('base64')

export function openJournalHead(heads: Database, home: string, access: 'read' | 'write'): JournalHead {
  const select = heads.prepare<[], SignedHead>('SELECT count, sha256, signature FROM journal_head')
  const update = heads.prepare<[number, string, string]>('UPDATE journal_head SET count = ?, sha256 = ?, signature = ?')
  const put = (key: SigningKey, head: Head): string => {
    const signature = signHead(key, head)
    update.run(head.count, head.sha256, signature)
    return signature
  }
  const key =
    access === 'write'
      ? openSigningKey(home, fresh => {
          // A data folder from before heads were signed, or a new one.
          const head = select.get()
          if (head?.signature === '') put(fresh, head)
        })
      : existingSigningKey(home)
  /** What this process has written last needs no second look. */
  let known = ''

  const fault = (): string | null => {
    const head = select.get()
    if (!head) return 'The second copy of the head is missing.'
    if (key === null) return head.signature === '' ? null : 'The head is signed, and the key that could check it is not here.'
    if (head.signature === '') return 'The head is not signed.'
    return isHeadSignedBy(key.publicKey, head)
      ? null
      : `The head is not signed by the key of this data folder (${key.id.slice(0, 16)}).`
  }
  return {
    key,
    get: () => select.get() ?? null,
    move(to) {
      if (key === null) return false
      if (known === '' || select.get()?.signature !== known) {
        if (fault() !== null) return false
      }
      known = put(key, to)
      return true
    },
    fault,
    adopt() {
      const head = select.get()
      if (key !== null && head) known = put(key, head)
    },
  }
}
