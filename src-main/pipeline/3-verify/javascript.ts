/** JavaScript and TypeScript as the gates read them: who answers which gate. */
import { inspectSource } from '../../languages/javascript/inspect.ts'
import { isScriptPath } from '../../languages/javascript/syntax.ts'
import type { Language } from '../../languages/language.ts'
import type { GateInput } from './gate.ts'
import { scriptDanger } from './script-danger.ts'
import { scriptPurity } from './script-purity.ts'
import { scriptScope } from './script-scope.ts'

export const javascript: Language<GateInput> = {
  id: 'javascript',
  handles: isScriptPath,
  checks: {
    parse(path, after) {
      const inspected = inspectSource(path, after)
      return inspected.ok ? null : { message: `The new text does not parse: ${inspected.message}`, line: inspected.line }
    },
    topLevel: scriptScope,
    danger: (file, { project }) => scriptDanger(file, project),
    purity: scriptPurity,
  },
}
