/** JSON as the gates read it: numbers, texts and truth values of a file whose constants may change. Its shape stays as it is. */
import { extensionOf } from '../../languages/javascript/syntax.ts'
import type { Language } from '../../languages/language.ts'
import { parseJsonText } from '../../project/json-text.ts'
import type { FileChange } from '../../../src-shared/domain/candidate.ts'
import type { GateInput } from './gate.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const sameShape = (before: Json, after: Json): boolean => {
  if (before === null || after === null) return before === after
  if (Array.isArray(before) || Array.isArray(after))
    return (
      Array.isArray(before) &&
      Array.isArray(after) &&
      before.length === after.length &&
      before.every((each, at) => sameShape(each as Json, after[at] as Json))
    )
  if (typeof before !== 'object' || typeof after !== 'object') return typeof before === typeof after
  const [old, now] = [Object.entries(before), Object.entries(after)]
  return old.length === now.length && old.every(([key, value], at) => now[at]![0] === key && sameShape(value, now[at]![1]))
}

const onlyValuesDiffer = ({ before, after }: FileChange): boolean => {
  const [old, now] = [parseJsonText(before), parseJsonText(after)]
  return old.kind === 'value' && now.kind === 'value' && sameShape(old.value as Json, now.value as Json)
}

const refused = {
  message: 'Of a JSON file only numbers, texts and truth values may change: other keys or kinds are another meaning.',
  line: null,
}

export const json: Language<GateInput> = {
  id: 'json',
  handles: path => extensionOf(path) === 'json',
  checks: {
    parse(_path, after) {
      const parsed = parseJsonText(after)
      return parsed.kind === 'value'
        ? null
        : { message: `The new text is not JSON: expected ${parsed.expected}.`, line: parsed.line }
    },
    topLevel(file, { allowed, proposal }) {
      if (!allowed.isWholeFile(file.path))
        return { message: 'Only single functions of other files may change for this metric.', line: null }
      if (proposal.sameBehaviour)
        return {
          message: 'Constants may change only in a candidate that is meant to answer differently, which this one does not say.',
          line: null,
        }
      return onlyValuesDiffer(file) ? null : refused
    },
    danger: file => (onlyValuesDiffer(file) ? null : refused),
    purity: file => (onlyValuesDiffer(file) ? null : refused),
  },
}
