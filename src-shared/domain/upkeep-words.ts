/** What an upkeep is about to do and did, as the journal, the command line and the pages say it. */
import type { UpkeepDone, UpkeepDue } from './upkeep.ts'

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
const listed = (parts: readonly (string | false)[]): string => parts.filter(part => part !== false).join(', ') || 'nothing'

export const dueWords = ({ records, samples, analyses, changes, strays, edits }: UpkeepDue): string =>
  `old: ${listed([
    records > 0 && `${counted(records, 'record')} of the journal`,
    samples > 0 && counted(samples, 'sample'),
    analyses > 0 && counted(analyses, 'analysis', 'analyses'),
    changes > 0 && `backups of ${counted(changes, 'change')}`,
    strays > 0 && `${counted(strays, 'file')} of no change`,
    edits > 0 && counted(edits, 'kept edit'),
  ])}`

export const doneWords = ({ records, archives, samples, analyses, changes, files, bytes, edits }: UpkeepDone): string =>
  listed([
    records > 0 && `${counted(records, 'record')} moved into ${counted(archives, 'archive file')}`,
    samples > 0 && `${counted(samples, 'sample')} removed`,
    analyses > 0 && `${counted(analyses, 'analysis', 'analyses')} removed`,
    (changes > 0 || files > 0) &&
      `backups of ${counted(changes, 'change')} removed (${counted(files, 'file')}, ${counted(bytes, 'byte')})`,
    edits > 0 && `${counted(edits, 'kept edit')} removed`,
  ])
