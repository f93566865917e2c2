/** Edits become text. */
import { MagicString } from 'magic-string'
import type { Edit } from './rule.ts'

/** Null when edits overlap: a defect of a rule must not become a broken text. */
export function applyEdits(text: string, edits: readonly Edit[]): string | null {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
  if (sorted.some((each, i) => i > 0 && each.start < sorted[i - 1]!.end)) return null
  const out = new MagicString(text)
  for (const { start, end, text: put } of sorted) {
    if (start === end) out.appendLeft(start, put)
    else if (put === '') out.remove(start, end)
    else out.update(start, end, put)
  }
  return out.toString()
}
