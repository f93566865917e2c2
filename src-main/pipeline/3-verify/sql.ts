/** SQL as the gates read it: a schema may gain plain indexes, and nothing else of a text of SQL may change. */
import { extensionOf } from '../../languages/javascript/syntax.ts'
import type { Language } from '../../languages/language.ts'
import type { FileChange } from '../../../src-shared/domain/candidate.ts'
import type { GateInput } from './gate.ts'
import { onlyGainsIndexes } from './schema-growth.ts'

const grows = ({ before, after }: FileChange): boolean => onlyGainsIndexes(before, after)

const refused = {
  message: 'A text of SQL may only gain plain indexes: another statement answers differently, or refuses rows.',
  line: null,
}

export const sql: Language<GateInput> = {
  id: 'sql',
  handles: path => extensionOf(path) === 'sql',
  checks: {
    // SQLite is its parser, in the trial; what is not an index and was not there is refused below without being understood.
    parse: () => null,
    topLevel: (file, { allowed }) =>
      allowed.isWholeFile(file.path)
        ? grows(file)
          ? null
          : refused
        : { message: 'Only single functions of other files may change for this metric.', line: null },
    danger: file => (grows(file) ? null : refused),
    // An index is kept, but answers nothing by itself.
    purity: file => (grows(file) ? null : refused),
  },
}
