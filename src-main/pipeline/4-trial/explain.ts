/**
 * A difference in words: one line for what the original did and one for the candidate, cut around the first place where they part,
 * and never two equal texts.
 */
import { showEncoded } from '../../languages/javascript/harness/show.ts'
import type { State } from '../../languages/javascript/harness/state.ts'
import { asList, parsed, type Place } from './compare.ts'
import type { Observation } from './shim.ts'

const most = 480
const whole = 60_000

const part = (state: State | null, which: 'result' | 'arguments'): unknown => {
  const { root, nodes } = parsed(state)
  const items = asList(asList(nodes[Number(asList(root)[1])])[3])
  if (which === 'result') return { root: items[0], nodes }
  const more = [...nodes, ['A', '', 0, items.slice(1), []]]
  return { root: ['r', more.length - 1], nodes: more }
}

/** One line for the reviewer: what came out. */
export const describe = (observation: Observation, limit = most): string => {
  switch (observation.kind) {
    case 'value':
      return (observation.async ? 'promise of ' : '') + showEncoded(part(observation.state, 'result'), limit)
    case 'throw':
      return `throws ${showEncoded(part(observation.state, 'result'), limit)}`
    case 'timeout':
      return 'no answer within the time limit'
    case 'too-large':
      return 'an answer too large to compare'
    case 'bad-input':
    case 'not-run':
      return 'could not be called with this input'
  }
}

/** Both cut so that the first place where they part is in what is left. */
export const around = (one: string, two: string, limit = most): readonly [string, string] => {
  if (one.length <= limit && two.length <= limit) return [one, two]
  let at = 0
  while (at < one.length && one[at] === two[at]) at += 1
  const from = at < limit / 2 ? 0 : at - Math.floor(limit / 3)
  const cut = (text: string): string => {
    const head = from === 0 ? '' : `… (${from.toLocaleString('en')} characters alike) `
    const rest = text.slice(from)
    return head + (rest.length + head.length <= limit ? rest : `${rest.slice(0, limit - head.length - 1)}…`)
  }
  return [cut(one), cut(two)]
}

type Pair = readonly [string, string]
const room = (note: string): number => most - note.length
const withNote = (note: string, [one, two]: Pair): Pair => [`${note}${one}`.slice(0, 500), `${note}${two}`.slice(0, 500)]
const put = (note: string, one: string, two: string): Pair => withNote(note, around(one, two, room(note)))

const largeText = (mine: State, theirs: State, note: string): Pair | null => {
  if (!mine.large || !theirs.large) return null
  const parts = mine.large.parts.findIndex((digest, at) => theirs.large?.parts[at] !== digest)
  const at = parts < 0 ? mine.large.parts.length : parts
  const where = `${(at * 1000 + 1).toLocaleString('en')} to ${((at + 1) * 1000).toLocaleString('en')}`
  const text = (large: { readonly objects: number }, whose: string): string => `${note}too large to show: ${large.objects.toLocaleString('en')} objects, among objects ${where} ${whose}` // prettier-ignore
  return [text(mine.large, 'as the original has them'), text(theirs.large, 'not as the original has them')]
}

const stateTexts = (mine: State, theirs: State, note: string, prefix: Pair): Pair => {
  for (const which of ['result', 'arguments'] as const) {
    const name = which === 'result' ? note : `${note}arguments afterwards: `
    for (const exact of [false, true]) {
      const [one, two] = [mine, theirs].map(state => showEncoded(part(state, which), whole, { exact })) as [string, string]
      if (one !== two) return put(name, prefix[0] + one, prefix[1] + two)
    }
  }
  const [one, two] = [mine, theirs].map(state => showEncoded(parsed(state), whole, { exact: true })) as [string, string]
  if (one !== two) return put(`${note}result and arguments: `, one, two)
  return largeText(mine, theirs, note) ?? rawTexts(mine.text, theirs.text, note)
}
/** Nothing readable parts them: then the encoding itself. */
const rawTexts = (one: string, two: string, note: string): Pair => one === two ? [`${note}as the original`, `${note}otherwise, in a way that has no text`] : put(`${note}encoded: `, one, two) // prettier-ignore

/** `Money {#amount: 5}`. */
const hiddenText = (state: State | null): string => {
  if (!state || !state.hidden.startsWith('{')) return state?.hidden ?? ''
  try {
    const found = JSON.parse(state.hidden) as { readonly hidden?: unknown; readonly nodes?: unknown }
    const nodes = [...parsed(state).nodes, ...asList(found.nodes)]
    const field = (entry: unknown): string => `${String(asList(entry)[0])}: ${showEncoded({ root: asList(entry)[1], nodes }, 2_000, { exact: true })}` // prettier-ignore
    return asList(found.hidden)
      .map(entry => `${String(asList(entry)[1])} {${asList(asList(entry)[2]).map(field).join(', ')}}`)
      .join(', ')
  } catch {
    return state.hidden
  }
}

const prefixOf = ({ kind, async }: Observation): string => (kind === 'throw' ? 'throws ' : async ? 'promise of ' : '')

const notes: Readonly<Partial<Record<Place, string>>> = {
  moved: 'after the caller has changed the arguments: ',
  end: 'looked at again a moment after the call: ',
  view: 'read through accessors, iteration and toString: ',
}

const secretTexts = (mine: State | null, theirs: State | null, note: string): Pair => {
  const [one, two] = [hiddenText(mine), hiddenText(theirs)]
  return one === two ? put(`${note}private fields: `, mine?.hidden ?? '', theirs?.hidden ?? '') : put(`${note}private fields: `, one, two) // prettier-ignore
}

/** Two different lines. */
export const explain = (mine: Observation, theirs: Observation, place: Place): Pair => {
  const shown = describe(mine)
  switch (place) {
    case 'kind':
      return [shown, describe(theirs)]
    case 'async':
      return [`${mine.async ? '' : 'no promise: '}${shown}`, `${theirs.async ? '' : 'no promise: '}${describe(theirs)}`]
    case 'shared':
      return [
        `${describe(mine, 400)} (${mine.shared ? 'an object that an earlier call returned' : 'new objects'})`,
        `${describe(theirs, 400)} (${theirs.shared ? 'an object that an earlier call returned or was given' : 'new objects where the original returns one again'})`,
      ]
    case 'callbacks':
      return [
        `${describe(mine, 400)} (callbacks in their order)`,
        `${describe(theirs, 400)} (the callbacks are called otherwise)`,
      ]
    case 'class':
      return classTexts(mine.state, theirs.state, shown)
    case 'private':
      return secretTexts(mine.state, theirs.state, '')
    case 'moved':
    case 'end': {
      const [left, right] = [mine[place], theirs[place]]
      const note = notes[place] ?? ''
      if (left && right) {
        if (left.text === right.text && left.hidden !== right.hidden)
          return put(`${note}private fields: `, left.hidden, right.hidden)
        return stateTexts(left, right, note, ['', ''])
      }
      const before = (left ? theirs : mine).state
      const changed = left ?? right
      if (!before || !changed) return [`${note}looked at`, `${note}not looked at`]
      const [was, is] = stateTexts(before, changed, note, ['', ''])
      return left ? [is, `${was} (unchanged)`.slice(0, 500)] : [`${was} (unchanged)`.slice(0, 500), is]
    }
    case 'view':
    case 'state':
      if (!mine.state || !theirs.state) return [shown, describe(theirs)]
      return stateTexts(mine.state, theirs.state, notes[place] ?? '', [prefixOf(mine), prefixOf(theirs)])
  }
}

const ownClasses = (state: State | null, other: State | null): string =>
  (state?.classes ?? [])
    .filter(entry => !other?.classes.some(known => JSON.stringify(known) === JSON.stringify(entry)))
    .map(
      ([name, exported, keys]) =>
        `${name}${exported === '' ? '' : ` (exported as ${exported})`} with ${keys.join(', ') || 'nothing'}`,
    )
    .join('; ') || 'as the other'
const classTexts = (mine: State | null, theirs: State | null, shown: string): Pair =>
  put(`${shown.slice(0, 150)}, of the class `, ownClasses(mine, theirs), ownClasses(theirs, mine))
