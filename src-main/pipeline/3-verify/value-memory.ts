/**
 * Whether all that a script newly keeps is a plain memory: a new `Map` of the module, asked and filled by its own methods only, under keys
 * that are texts, numbers or truth values. By the identity of an object it would go on answering for what the object was.
 */
import { bare, lineOf, ts } from '../../languages/javascript/syntax.ts'
import type { FileChange } from '../../../src-shared/domain/candidate.ts'
import type { Finding } from '../../languages/language.ts'
import { isIndexKey } from './index-keys.ts'
import { dottedName, isAccess, memberName } from './names.ts'
import { isOnly } from './value.ts'
import { readScript, type Script } from './script.ts'

export const strangeMemory = ({ path, before, after }: FileChange): Finding | null => {
  const known = new Set(variablesOf(readScript(path, before)).map(each => each.name.getText()))
  const script = readScript(path, after)
  const say = (message: string, node: ts.Node): Finding => ({ message, line: lineOf(script.file, node.getStart(script.file)) })
  for (const each of variablesOf(script)) {
    if (known.has(each.name.getText()) || !each.initializer) continue
    const made = bare(each.initializer)
    const isMap = ts.isNewExpression(made) && dottedName(made.expression) === 'Map' && !made.arguments?.length
    if (!isMap && (ts.isNewExpression(made) || !ts.isLiteralExpression(made)) && !ts.isArrowFunction(made))
      return say(`Keeps ${each.name.getText()} between calls, which is not a plain Map of results.`, each)
    if (!isMap) continue
    for (const use of script.bindings.usesOf(each)) {
      const access = use.parent
      const call = access.parent
      const method = isAccess(access) && access.expression === use ? memberName(access) : null
      if (method === null || !/^(?:get|has|set|delete|clear|size)$/.test(method))
        return say(`Uses ${use.text} otherwise than to ask for results and to keep them.`, use)
      const [key] = ts.isCallExpression(call) ? call.arguments : []
      if (key && !isPlainKey(script, key))
        return say(
          `Remembers results under ${key.getText().slice(0, 60)}, which may be an object: it can change and stay the same one.`,
          key,
        )
    }
  }
  return null
}

const variablesOf = ({ file }: Script): readonly ts.VariableDeclaration[] =>
  file.statements.flatMap(each => (ts.isVariableStatement(each) ? [...each.declarationList.declarations] : []))

const isPlainKey = (script: Script, key: ts.Expression): boolean => {
  if (isOnly(script.origins.ownOf(key), 'plain') || isIndexKey(script.keys, key)) return true
  const node = bare(key)
  return (
    ts.isIdentifier(node) &&
    script.bindings
      .declarationsOf(node)
      .every(
        each => ts.isParameter(each) && each.type !== undefined && /^(?:string|number|boolean|bigint)$/.test(each.type.getText()),
      )
  )
}
