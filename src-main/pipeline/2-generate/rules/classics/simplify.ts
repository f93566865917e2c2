/** Puts values that are only named in the place of their names, and literals next to where they are first needed. */
import { block } from './steps.ts'
import { anywhere, form, type Form, isValue } from './form.ts'

const changing = /^call\.(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|add|set|delete|clear)$/

/** What a form writes: names, and the names at the root of what is written into (`memory`). */
interface Writes {
  readonly names: ReadonlySet<string>
  readonly memory: ReadonlySet<string>
}

const rootOf = (node: Form): string => (node.op === 'name' ? node.key : node.args[0] ? rootOf(node.args[0]) : '')

export function writesOf(node: Form): Writes {
  const names = new Set<string>()
  const memory = new Set<string>()
  anywhere(node, each => {
    const [target] = each.args
    if (each.op === 'unknown' || each.op === 'call')
      for (const part of each.args)
        anywhere(part, inner => {
          if (inner.op === 'name') {
            memory.add(inner.key)
            if (each.op === 'unknown') names.add(inner.key)
          }
          return false
        })
    if (each.op === 'every') names.add(each.args[1]!.key)
    if (each.op === 'set' && target!.op === 'name') names.add(target!.key)
    if (each.op === 'set' && target!.op === 'at') memory.add(rootOf(target!))
    if (each.op === 'swap') for (const part of each.args) (part.op === 'name' ? names : memory).add(rootOf(part))
    if (changing.test(each.op)) memory.add(rootOf(target!))
    return false
  })
  return { names, memory }
}

export const namesIn = (node: Form): ReadonlySet<string> => {
  const found = new Set<string>()
  anywhere(node, each => {
    if (each.op === 'name') found.add(each.key)
    return false
  })
  return found
}

const timesNamed = (node: Form, key: string): number =>
  (node.op === 'name' && node.key === key ? 1 : 0) + node.args.reduce((sum, each) => sum + timesNamed(each, key), 0)

const timesSet = (node: Form, key: string): number =>
  ((node.op === 'set' || node.op === 'swap') &&
  node.args.slice(0, node.op === 'set' ? 1 : 2).some(each => each.op === 'name' && each.key === key)
    ? 1
    : node.op === 'unknown' && namesIn(node).has(key)
      ? 2
      : 0) + node.args.reduce((sum, each) => sum + timesSet(each, key), 0)

const pure =
  /^(?:name|value|lin|term|at|length|\.|[-+*/%<]|<=|===|!==|lt0|ltf|lef|eq0|ne0|&&|\|\||!|\?|floor|number|min|max|minof|maxof|sumof|sumof1|Math\.(?!random)\w+|palindrome|prime|call\.(?:slice|indexOf|lastIndexOf|includes|has|get|toLowerCase|toUpperCase|split|join))$/

const makesValue = (node: Form): boolean => !anywhere(node, each => !pure.test(each.op))
const readsMemory = (node: Form): boolean =>
  anywhere(node, each => /^(?:at|\.|maxof|minof|sumof1?|palindrome|prime|call\..*)$/.test(each.op))
const readsLength = (node: Form): boolean => anywhere(node, each => each.op === 'length')

function replaced(node: Form, key: string, by: Form): Form {
  if (node.op === 'name' && node.key === key) return by
  return node.args.some(each => timesNamed(each, key) > 0)
    ? { ...node, args: node.args.map(each => replaced(each, key, by)) }
    : node
}

/** Pushes, pops and the like on what `keys` name: their length changes. */
const changesLength = (node: Form, keys: ReadonlySet<string>): boolean =>
  anywhere(
    node,
    each =>
      (changing.test(each.op) && keys.has(rootOf(each.args[0]!))) ||
      (each.op === 'call' && [...namesIn(each)].some(key => keys.has(key))),
  )

/** @param whole the body of the function: what is set twice anywhere is a variable for real. */
export function simplified(steps: readonly Form[], whole: Form): readonly Form[] {
  return sunk(inlined(steps, whole)).map(step => deeper(step, whole))
}

function deeper(step: Form, whole: Form): Form {
  if (!step.args.some(each => each.op === 'block')) return step
  return { ...step, args: step.args.map(each => (each.op === 'block' ? block(simplified(each.args, whole)) : each)) }
}

function inlined(steps: readonly Form[], whole: Form): readonly Form[] {
  let left = [...steps]
  for (let at = 0; at < left.length; at++) {
    const step = left[at]!
    const [target, to] = step.args
    if (step.op !== 'set' || target!.op !== 'name' || isValue(to!) || !makesValue(to!)) continue
    const key = target!.key
    const later = left.slice(at + 1)
    const uses = later.map(each => timesNamed(each, key))
    const last = uses.findLastIndex(each => each > 0)
    const total = uses.reduce((sum, each) => sum + each, 0)
    if (last === -1 || timesSet(whole, key) !== 1 || timesNamed(whole, key) !== total + 1) continue
    const reads = namesIn(to!)
    const region = form('block', later.slice(0, last + 1))
    // In the last step the uses may come first and the writes after them: only what loops is looked at as a whole.
    const before = writesOf(form('block', later.slice(0, last)))
    const during = /^(?:loop|dowhile|if)$/.test(later[last]!.op)
      ? writesOf(later[last]!)
      : { names: new Set<string>(), memory: new Set<string>() }
    const isWritten = (each: string, kind: keyof Writes): boolean => before[kind].has(each) || during[kind].has(each)
    if ([...reads].some(each => isWritten(each, 'names'))) continue
    if (readsMemory(to!) && [...reads].some(each => isWritten(each, 'memory'))) continue
    if (readsLength(to!) && changesLength(region, reads)) continue
    if (writesOf(whole).memory.has(key)) continue
    left = [...left.slice(0, at), ...later.map(each => replaced(each, key, to!))]
    at--
  }
  return left
}

/** `let count = 0` far above its loop stands right before it. */
function sunk(steps: readonly Form[]): readonly Form[] {
  const out = [...steps]
  for (let at = out.length - 2; at >= 0; at--) {
    const step = out[at]!
    if (step.op !== 'set' || step.args[0]!.op !== 'name' || !isPlainStart(step.args[1]!)) continue
    const key = step.args[0]!.key
    // Among settings that stand together the order does not matter anyway.
    let to = at
    for (let next = at + 1; next < out.length; next++) {
      if (namesIn(out[next]!).has(key) || /^(?:return|break)$/.test(out[next]!.op)) break
      if (out[next]!.op !== 'set') to = next
    }
    out.splice(at, 1)
    out.splice(to, 0, step)
  }
  return out
}

const isPlainStart = (node: Form): boolean => node.op === 'value' || (node.op === 'list' && node.args.length === 0)
