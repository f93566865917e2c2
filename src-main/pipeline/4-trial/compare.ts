/**
 * Did original and candidate do the same? Two observations of the same input, compared as text: `Object.is` for every primitive,
 * order of properties and entries, holes, prototypes, shared references, frozenness, the arguments afterwards. Pure.
 */
import { showEncoded } from '../../languages/javascript/harness/show.ts'
import type { Observation } from './shim.ts'

/** Errors that the engine words itself: the text holds names and source of the code, so only the class counts. */
const engineWords =
  /is not a function|is not iterable|is not a constructor|is not defined|is not an object|Cannot (read|set|delete|create|destructure|convert|mix|assign|add|redefine|define|access)|Invalid (array|string|typed array|regular|time|code|count|date)|read only|not extensible|null or undefined|non-object|called on|[Rr]educe of empty|Reduce|object is not|property description|Found non-callable|undefined is not|Maximum BigInt|must be (a|an|between|positive)|Assignment to constant|before initialization|Unexpected|in JSON|toString\(\) radix|toFixed\(\)|toPrecision\(\)|Division by zero|The number .* cannot be converted|incompatible receiver/
/** The original itself ran out of something, or out of its box: nothing can be said for that input. */
const exhausted =
  /Maximum call stack|Invalid (array|string|typed array) length|allocation failed|maximum size exceeded|out of memory|Too many|Set maximum|Map maximum|Access to this API has been restricted|\b(EROFS|EACCES|EPERM)\b/
const engineClasses = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'])

type Loose = readonly unknown[]
const asList = (value: unknown): Loose => (Array.isArray(value) ? value : [])

interface Thrown {
  readonly node: number
  readonly className: string
  readonly message: string
}
const thrown = (observation: Observation): Thrown | null => {
  const { state } = observation
  if (observation.kind !== 'throw' || !state) return null
  const [kind, root] = asList(state.root)
  const body = kind === 'r' ? asList(state.nodes[Number(root)])[3] : null
  const [tag, node] = asList(asList(body)[0])
  if (tag !== 'r') return null
  const error = asList(state.nodes[Number(node)])
  if (error[0] !== 'E') return null
  return { node: Number(node), className: String(error[1] || 'Error'), message: String(asList(error[3])[0]) }
}
const isEngine = (error: Thrown): boolean => engineClasses.has(error.className) && engineWords.test(error.message)

/** Everything that must be equal, as one text. */
export const fingerprint = (observation: Observation): string => {
  const error = thrown(observation)
  let nodes: Loose = observation.state?.nodes ?? []
  if (error && isEngine(error)) {
    nodes = nodes.map((node, at) => (at === error.node ? ['E', error.className, 'worded by the engine'] : node))
  }
  const { kind, async, shared, trace, state } = observation
  return JSON.stringify([kind, async, shared, trace, state?.root ?? null, nodes])
}

/** Nodes that can be reached from an atom without entering those of `known`. */
const reach = (nodes: Loose, from: unknown, known: ReadonlySet<number>): Set<number> => {
  const found = new Set<number>()
  const queue: unknown[] = [from]
  for (let atom = queue.pop(); atom !== undefined; atom = queue.pop()) {
    const [kind, index] = asList(atom)
    if (kind !== 'r' || typeof index !== 'number' || known.has(index) || found.has(index)) continue
    found.add(index)
    const [, , , body, props] = asList(nodes[index])
    queue.push(...asList(body).flat(), ...asList(body).filter(Array.isArray), ...asList(props))
  }
  return found
}

/** The result holds a function or something closed of its own: two of them look alike and need not be alike. */
const isClosed = (observation: Observation): boolean => {
  const nodes: Loose = observation.state?.nodes ?? []
  const closed = (index: number): boolean => ['F', 'X'].includes(String(asList(nodes[index])[0]))
  if (!nodes.some((_, index) => closed(index))) return false
  const [, root] = asList(observation.state?.root)
  const [result, ...args] = asList(asList(nodes[Number(root)])[3])
  const given = new Set(args.flatMap(atom => [...reach(nodes, atom, new Set())]))
  return [...reach(nodes, result, given)].some(closed)
}

/** False when the original cannot serve as the measure for this input. */
export const isObservable = (original: Observation): boolean => {
  if (original.kind !== 'value' && original.kind !== 'throw') return false
  if (isClosed(original)) return false
  const error = thrown(original)
  return !(error && exhausted.test(error.message))
}

const part = (observation: Observation, which: 'result' | 'arguments'): unknown => {
  const { state } = observation
  const [, root] = asList(state?.root)
  const node = asList(asList(state?.nodes)[Number(root)])
  const items = asList(node[3])
  if (which === 'result') return { root: items[0], nodes: state?.nodes ?? [] }
  const nodes = [...asList(state?.nodes), ['A', '', 0, items.slice(1), []]]
  return { root: ['r', nodes.length - 1], nodes }
}

/** One line for the reviewer: what came out, and what else is different from the original. */
export const describe = (observation: Observation, original: Observation | null): string => {
  const text = (() => {
    switch (observation.kind) {
      case 'value':
        return (observation.async ? 'promise of ' : '') + showEncoded(part(observation, 'result'), 400)
      case 'throw':
        return `throws ${showEncoded(part(observation, 'result'), 400)}`
      case 'timeout':
        return 'no answer within the time limit'
      case 'too-large':
        return 'an answer too large to observe'
      case 'bad-input':
      case 'not-run':
        return 'could not be called with this input'
    }
  })()
  if (!original || observation.kind !== original.kind) return text
  const notes: string[] = []
  if (observation.shared !== original.shared) {
    notes.push(
      observation.shared
        ? 'returns an object that an earlier call returned'
        : 'returns a new object where the original returns one again',
    )
  }
  if (observation.trace !== original.trace) notes.push('the callbacks are called otherwise')
  const mine = showEncoded(part(observation, 'arguments'), 300)
  if (mine !== showEncoded(part(original, 'arguments'), 300)) notes.push(`arguments afterwards: ${mine}`)
  else if (notes.length === 0 && text === describe(original, null)) notes.push('objects shared, frozen or ordered otherwise')
  return notes.length === 0 ? text : `${text} (${notes.join('; ')})`.slice(0, 500)
}
