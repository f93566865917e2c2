/**
 * Writes one value into `asis.config.json`, durably and without touching the rest of the text. The file is the operator's: it is left
 * alone when it is not the one that was read when the project was opened.
 */
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { manifest, type Manifest } from '../../src-shared/domain/manifest.ts'
import { refuse, type Refused } from '../../src-shared/errors.ts'
import { noStep, renameOver, syncFolder, writeNew, type Step } from '../platform/durable-file.ts'
import { inFolderOf } from '../platform/held-folder.ts'
import { readNow } from '../platform/swap-files.ts'
import { editJson, type JsonScalar } from './json-edit.ts'
import { parseJsonText } from './json-text.ts'
import { manifestName } from './manifest-file.ts'
import { decodeExactly } from './safe-path.ts'

export interface ManifestFile {
  readonly path: string
  /** Whether this value stands in the file; a default does not. False when the file cannot be read. */
  holds(keys: readonly string[]): boolean
  /** `undefined` removes it, so that the default holds again. Answers the manifest as it is now. @throws what the file system said. */
  set(keys: readonly string[], value: JsonScalar | undefined): Manifest | Refused
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const changed = (): Refused =>
  refuse(
    'stale-file',
    `${manifestName} was changed since this project was opened. Nothing was changed.`,
    'Open the project again, then change the setting.',
  )

/** @param root real path of the project's folder; what the file holds now is taken for what the project was opened with. */
export function openManifestFile(root: string, step: Step = noStep): ManifestFile {
  const path = join(root, manifestName)
  let known = readNow(path)?.sha256 ?? null
  return {
    path,
    holds(keys) {
      const text = decodeExactly(readNow(path)?.bytes ?? Buffer.alloc(0))
      const parsed = parseJsonText(text ?? '')
      let at: unknown = parsed.kind === 'value' ? parsed.value : null
      for (const key of keys) {
        if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false
        at = (at as Record<string, unknown>)[key]
      }
      return true
    },
    set(keys, value) {
      const now = readNow(path)
      if (!now || now.sha256 !== known) return changed()
      const text = decodeExactly(now.bytes)
      const edited = text === null ? null : editJson(text, keys, value)
      if (text === null || edited === null)
        return refuse('bad-manifest', `${manifestName} cannot be edited here. Nothing was changed.`, 'Correct it by hand first.')
      const parsed = parseJsonText(edited)
      const result = manifest.safeParse(parsed.kind === 'value' ? parsed.value : null)
      if (!result.success)
        return refuse(
          'bad-input',
          `${keys.join('.')}: ${result.error.issues[0]?.message ?? 'the value does not fit'}. Nothing was changed.`,
          'Choose a value within its range.',
        )
      if (edited === text) return result.data
      if ((now.mode & 0o222) === 0)
        return refuse('disk', `${manifestName} is read-only. Nothing was changed.`, 'Give yourself write permission on it.')
      const bytes = Buffer.from(edited)
      const written = inFolderOf(path, (folder, name) => {
        const fresh = folder.at(`.${name}.asis.tmp`)
        writeNew(fresh, bytes, now, step)
        if (readNow(path)?.sha256 !== known || !folder.isStill()) {
          rmSync(fresh, { force: true })
          return false
        }
        renameOver(fresh, folder.at(name), step)
        syncFolder(folder.at('.'), step)
        return true
      })
      if (!written) return changed()
      known = sha256(bytes)
      return result.data
    },
  }
}
