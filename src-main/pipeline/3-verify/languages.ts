/** The languages whose files a candidate may change, each with an answer to every gate. A file of any other is refused. */
import { languageOf, type Language } from '../../languages/language.ts'
import { extensionOf } from '../../languages/javascript/syntax.ts'
import { firstOf, object, type GateInput, type Objection } from './gate.ts'
import { javascript } from './javascript.ts'
import { json } from './json.ts'
import { sql } from './sql.ts'

export const languages: readonly Language<GateInput>[] = [javascript, sql, json]

/** Asks the language of each file, and objects where there is none. */
export const askLanguage = (input: GateInput, check: keyof Language<GateInput>['checks']): Objection | null =>
  firstOf(input, file => {
    const language = languageOf(file.path, languages)
    if (!language)
      return object(
        `No language for files like this one (.${extensionOf(file.path) || 'no extension'}), so nothing can answer what its change does.`,
        file.path,
      )
    const finding = check === 'parse' ? language.checks.parse(file.path, file.after) : language.checks[check](file, input)
    return finding && object(finding.message, file.path, finding.line)
  })
