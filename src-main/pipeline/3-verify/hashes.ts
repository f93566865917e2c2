/** Gate: the texts are the ones that the hashes name, and the file on the disk is the one that was looked at. */
import { createHash } from 'node:crypto'
import { isRefused } from '../../../src-shared/errors.ts'
import { firstOf, object, type Gate } from './gate.ts'

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

export const hashesGate: Gate = {
  name: 'hashes',
  looked: 'The texts before and after have the hashes they claim, and the files on the disk are the ones before.',
  check: input => {
    if (input.proposal.files.length === 0) return object('The candidate changes no file.')
    const seen = new Set<string>()
    return firstOf(input, file => {
      // Case and composition do not make another file everywhere.
      const key = file.path.normalize('NFC').toLowerCase()
      if (seen.has(key)) return object('The candidate names this file twice.', file.path)
      seen.add(key)
      const disk = input.project.read(file.path)
      if (isRefused(disk)) return object(disk.message, file.path)
      if (sha256(file.before) !== file.beforeSha256) return object('The text before does not have the hash it claims.', file.path)
      if (disk.sha256 !== file.beforeSha256) return object('The file has changed since the candidate was made.', file.path)
      if (!file.after.isWellFormed()) return object('The text after is not valid Unicode, so it has no exact bytes.', file.path)
      if (sha256(file.after) !== file.afterSha256) return object('The text after does not have the hash it claims.', file.path)
      if (file.before === file.after) return object('The candidate does not change this file.', file.path)
      return null
    })
  },
}
