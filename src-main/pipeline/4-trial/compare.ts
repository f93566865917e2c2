/**
 * Did original and candidate do the same? Two observations of the same input, compared as text: `Object.is` for every primitive,
 * order of properties and entries, descriptors, holes, prototypes, shared references and memory, frozenness, the arguments
 * afterwards, private fields, and all of it again a moment later. Pure. How a difference is put into words is in `explain.ts`.
 */
import { engineClasses, engineWords, exhausted } from '../../languages/javascript/harness/engine-errors.ts'
import type { Node } from '../../languages/javascript/harness/format.ts'
import { partsOf, type State } from '../../languages/javascript/harness/state.ts'
import type { Observation } from './shim.ts'

export type Loose = readonly unknown[]
export const asList = (value: unknown): Loose => (Array.isArray(value) ? value : [])

export interface Parsed {
  readonly root: unknown
  readonly nodes: Loose
}
const nothing: Parsed = { root: null, nodes: [] }
const known = new WeakMap<State, Parsed>()
/** What a box says is taken apart only where somebody needs its parts. */
export const parsed = (state: State | null): Parsed => {
  if (!state || state.text === '') return nothing
  let found = known.get(state)
  if (found) return found
  found = nothing
  try {
    const value: unknown = JSON.parse(state.text)
    if (typeof value === 'object' && value !== null) {
      found = { root: Reflect.get(value, 'root'), nodes: asList(Reflect.get(value, 'nodes')) }
    }
  } catch {
    // Malformed: equal to nothing but the same text.
  }
  known.set(state, found)
  return found
}

export interface Thrown {
  readonly node: number
  readonly className: string
  readonly message: string
}
const errorAt = (nodes: Loose, atom: unknown): Thrown | null => {
  const [tag, node] = asList(atom)
  if (tag !== 'r') return null
  const error = asList(nodes[Number(node)])
  if (error[0] !== 'E') return null
  return { node: Number(node), className: String(error[1] || 'Error'), message: String(asList(error[3])[0]) }
}
/** What an iterator threw on the way, as `drain.ts` writes it down. */
const thrownLater = (nodes: Loose, result: unknown): Thrown | null => {
  const [tag, node] = asList(result)
  const [kind, , , , props] = tag === 'r' ? asList(nodes[Number(node)]) : []
  const own = asList(props)
  const at = kind === 'O' && (own[0] === 'yields' || own[0] === 'yieldsLater') ? own.indexOf('throws') : -1
  return at < 0 ? null : errorAt(nodes, own[at + 1])
}
/** The error with which a call ended, at once or while what it answered was read. */
export const thrown = (observation: Observation, state: State | null = observation.state): Thrown | null => {
  if ((observation.kind !== 'throw' && observation.kind !== 'value') || !state) return null
  if (observation.kind === 'value' && !state.text.includes('"throws"')) return null
  const { root, nodes } = parsed(state)
  const [kind, index] = asList(root)
  const [result] = asList(kind === 'r' ? asList(nodes[Number(index)])[3] : null)
  return observation.kind === 'throw' ? errorAt(nodes, result) : thrownLater(nodes, result)
}
export const isEngine = (error: Thrown): boolean => engineClasses.has(error.className) && engineWords.test(error.message)

/** The call ended with an error that the engine worded: what was passed is not what the code is made for. */
export const isEngineError = (observation: Observation): boolean => {
  const error = thrown(observation)
  return error !== null && isEngine(error)
}

/** False when the original cannot serve as the measure for this input. */
export const isObservable = (original: Observation): boolean => {
  if (original.kind !== 'value' && original.kind !== 'throw') return false
  const error = thrown(original)
  return !(error && exhausted.test(error.message))
}

/** Where two observations part; `unseen` when they do not, but something could not be compared. */
export type Place = 'kind' | 'async' | 'shared' | 'callbacks' | 'state' | 'private' | 'class' | 'end' | 'moved' | 'view'
export interface Compared {
  readonly place: Place | null
  readonly unseen: readonly string[]
}

const normal = (observation: Observation, state: State): string => {
  const error = thrown(observation, state)
  if (!error || !isEngine(error)) return state.text
  const { root, nodes } = parsed(state)
  return JSON.stringify([
    root,
    nodes.map((node, at) => (at === error.node ? ['E', error.className, 'worded by the engine'] : node)),
  ])
}

const digestOf = (state: State): string => {
  if (state.large) return state.large.digest
  const { root, nodes } = parsed(state)
  return partsOf(root as never, nodes as readonly Node[]).digest
}

const isSameText = (one: Observation, mine: State, two: Observation, theirs: State): boolean => {
  if (mine.large || theirs.large) {
    const [left, right] = [thrown(one, mine), thrown(two, theirs)]
    // Of an error that the engine worded and arguments too large for a frame only the class can be told.
    if (left && right && isEngine(left) && isEngine(right)) return left.className === right.className
    return digestOf(mine) === digestOf(theirs)
  }
  return mine.text === theirs.text || normal(one, mine) === normal(two, theirs)
}

/** Names of classes that the original's instances are of; what they inherit may grow, not shrink. */
const isSameClasses = (mine: State, theirs: State): boolean =>
  mine.classes.every(([name, exported, keys]) => {
    const other = theirs.classes.find(entry => entry[0] === name)
    return other !== undefined && (exported === '' || other[1] === exported) && keys.every(key => other[2].includes(key))
  })

interface Secrets {
  readonly entries: Loose
  readonly shape: string
}
const secretsOf = (text: string): Secrets => {
  if (text === '') return { entries: [], shape: '[]' }
  let entries: Loose = []
  try {
    const value: unknown = JSON.parse(text)
    entries = asList(typeof value === 'object' && value !== null ? Reflect.get(value, 'hidden') : null)
  } catch {
    return { entries: [], shape: text.slice(0, 6) }
  }
  return {
    entries,
    shape: JSON.stringify(entries.map(entry => [asList(entry)[0], asList(asList(entry)[2]).map(field => asList(field)[0])])),
  }
}
/** A class may keep its state in another way: then its private fields say nothing, and what it shows has to do. */
const compareHidden = (mine: State, theirs: State): { readonly same: boolean; readonly unseen: readonly string[] } => {
  if (mine.hidden === theirs.hidden) return { same: true, unseen: [] }
  const [left, right] = [secretsOf(mine.hidden), secretsOf(theirs.hidden)]
  if (left.shape === right.shape) return { same: false, unseen: [] }
  const names = new Set([...left.entries, ...right.entries].map(entry => String(asList(entry)[1])))
  return { same: true, unseen: [...names].map(name => `private fields of ${name}`) }
}

const compareStates = (one: Observation, mine: State | null, two: Observation, theirs: State | null, place: Place): Compared => {
  if (!mine || !theirs) return { place: mine === theirs ? null : place, unseen: [] }
  if (!isSameText(one, mine, two, theirs)) return { place, unseen: [] }
  if (!isSameClasses(mine, theirs)) return { place: 'class', unseen: [] }
  const { same, unseen } = compareHidden(mine, theirs)
  return { place: same ? null : place === 'state' ? 'private' : place, unseen: [...mine.unseen, ...unseen] }
}

const differs = (place: Place): Compared => ({ place, unseen: [] })

export const compareObservations = (mine: Observation, theirs: Observation): Compared => {
  if (mine.kind !== theirs.kind) return differs('kind')
  if (mine.async !== theirs.async) return differs('async')
  const unseen = new Set<string>()
  for (const [place, left, right] of [
    ['state', mine.state, theirs.state],
    ['end', mine.end, theirs.end],
    ['moved', mine.moved, theirs.moved],
  ] as const) {
    const compared = compareStates(mine, left, theirs, right, place)
    if (compared.place) return compared
    for (const name of compared.unseen) unseen.add(name)
    if (place !== 'state') continue
    if (mine.shared !== theirs.shared) return differs('shared')
    if (mine.trace !== theirs.trace) return differs('callbacks')
  }
  return { place: null, unseen: [...unseen] }
}

/** The same look, whichever of the two forms it came in. */
export const isSame = (mine: State | null, theirs: State | null): boolean =>
  mine === null || theirs === null ? mine === theirs : mine.text === theirs.text && mine.large?.digest === theirs.large?.digest && mine.hidden === theirs.hidden // prettier-ignore
