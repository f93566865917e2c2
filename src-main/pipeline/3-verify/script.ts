/** A script as the gates read it: syntax, names, keys and where values come from, made once per text. */
import { parse, ts } from '../../languages/javascript/syntax.ts'
import { bindingsOf, type Bindings } from './bindings.ts'
import type { Keys } from './index-keys.ts'
import { membersDefined } from './names.ts'
import { originsOf, type Origins } from './origins.ts'

export interface Script {
  readonly file: ts.SourceFile
  readonly bindings: Bindings
  readonly keys: Keys
  readonly origins: Origins
}

export const readScript = (path: string, text: string): Script => {
  const file = parse(path, text)
  const bindings = bindingsOf(file)
  const keys: Keys = { bindings, defined: membersDefined(file) }
  return { file, bindings, keys, origins: originsOf(file, bindings, keys) }
}

/** An excerpt for a sentence. */
export const shown = (node: ts.Node): string => {
  const text = node.getText().replace(/\s+/g, ' ')
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
