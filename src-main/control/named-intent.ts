/**
 * What may be written after a crash: only what the journal's intent names, hash by hash. The journal is signed; candidates and plans in the other stores
 * are not, so what they say counts only as far as the intent says the same.
 */
import { swapsIn } from '../platform/swap-text.ts'
import { sha256Of } from '../stores/sha256.ts'
import type { OpenIntent, StoredRecord, Stores } from '../stores/stores.ts'

/** Null when the record is not the intent that it is said to be. The chain was checked before (`journalIsWhole`). */
export function namedIntent(
  stores: Stores,
  open: Pick<OpenIntent, 'seq' | 'action' | 'subject' | 'projectId'>,
): StoredRecord | null {
  const record = stores.journal.from(open.seq, 1)[0]
  const fits =
    record?.seq === open.seq &&
    record.kind === 'intent' &&
    record.action === open.action &&
    record.subject === open.subject &&
    record.projectId === open.projectId
  return fits ? record : null
}

export type NamedSwap = NonNullable<ReturnType<typeof swapsIn>>[number]

/** The swaps of an intent; null when they cannot be read for certain. Before those of a rollback stands by whom it is, and why. */
export const swapsNamedBy = ({ action, detail }: StoredRecord): readonly NamedSwap[] | null =>
  swapsIn(action === 'apply' ? detail : detail.slice(detail.lastIndexOf('; ') + 2))

/** Bytes by their real hash: one of the texts, whatever hash is stored with it, or a backup, which is checked when it is read. */
export function bytesByHash(stores: Stores, texts: readonly string[]): (sha256: string) => Uint8Array {
  const known = new Map(texts.map(text => [sha256Of(text), text]))
  return sha256 => {
    const text = known.get(sha256)
    return text === undefined ? stores.backups.read(sha256) : Buffer.from(text)
  }
}
