/** Gate: exactly these bytes parse in the language of their file. What no parser of ours reads is refused, not guessed. */
import { inspectSource } from '../../languages/javascript/inspect.ts'
import { extensionOf, isScriptPath } from '../../languages/javascript/syntax.ts'
import { parseJsonText } from '../../project/json-text.ts'
import { firstOf, object, type Gate, type Objection } from './gate.ts'

export const parseGate: Gate = {
  name: 'parse',
  looked: 'Every new text parses as it is.',
  check: input => firstOf(input, ({ path, after }) => parseProblem(path, after)),
}

const parseProblem = (path: string, text: string): Objection | null => {
  if (isScriptPath(path)) {
    const inspected = inspectSource(path, text)
    return inspected.ok ? null : object(`The new text does not parse: ${inspected.message}`, path, inspected.line)
  }
  const extension = extensionOf(path)
  if (extension === 'json') {
    const parsed = parseJsonText(text)
    return parsed.kind === 'value' ? null : object(`The new text is not JSON: expected ${parsed.expected}.`, path, parsed.line)
  }
  // SQL is checked where it runs: SQLite is its parser, in the trial.
  if (extension === 'sql') return null
  return object(`No parser for files like this one (.${extension || 'no extension'}), so its change cannot be checked.`, path)
}
