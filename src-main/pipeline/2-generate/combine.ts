/**
 * Puts several sites into one text: one after the other, each found again in the text that the last ones left, so that each is
 * proved on what it really meets. Sites in different functions that touch nothing else go in together.
 */
import { matches, openSource, type Match, type Source } from './engine.ts'
import { applyEdits } from './rules/edits.ts'

/** Rounds of a combined text; more are left to the next session. */
const maxRounds = 12

export interface Combined {
  readonly parts: readonly Match[]
  readonly text: string
}

export const keyOf = (match: Match): string => `${match.rule.id} ${match.target.name} ${match.site.key.replace(/\s+/g, ' ')}`

/** What belongs into one text: all sites of a function, all of a rule, and all there are. */
export function groupsOf(found: readonly Match[]): readonly (readonly Match[])[] {
  const byFunction = Map.groupBy(found, each => each.target.name)
  const byRule = Map.groupBy(found, each => each.rule.id)
  return [found, ...byFunction.values(), ...byRule.values()].filter(group => group.length > 1)
}

/** @param order the site to be preferred comes first. */
export function combine(
  source: Source,
  group: readonly Match[],
  sources: ReadonlyMap<string, string>,
  sizes: readonly number[],
  order: (a: Match, b: Match) => number,
): Combined {
  const parts: Match[] = []
  // Counted, as the same expression may stand at several places.
  const left = new Map<string, number>()
  for (const each of group) left.set(keyOf(each), (left.get(keyOf(each)) ?? 0) + 1)
  const names = new Set(group.map(each => each.target.name))
  const rules = [...new Set(group.map(each => each.rule))]
  let current = source
  let open = group
  for (let round = 0; round < maxRounds; round++) {
    const chosen = independent(open.filter(each => (left.get(keyOf(each)) ?? 0) > 0).toSorted(order))
    if (chosen.length === 0) break
    for (const each of chosen) left.set(keyOf(each), left.get(keyOf(each))! - 1)
    const text =
      chosen.length === 1
        ? chosen[0]!.after
        : applyEdits(
            current.scope.text,
            chosen.flatMap(each => each.site.edits),
          )
    if (text === null) break
    parts.push(...chosen)
    current = openSource(source.scope.path, new Map([...sources, [source.scope.path, text]]))
    if (parts.length === group.length) break
    // Only sites that were there at first: what an edit made possible is for the next session.
    open = current.functions.filter(each => names.has(each.name)).flatMap(each => matches(current, each, rules, sizes))
  }
  return { parts, text: current.scope.text }
}

/** The first, and of each other function one more whose edits all stay inside of it. */
function independent(open: readonly Match[]): readonly Match[] {
  const [first, ...others] = open
  if (!first) return []
  if (!staysInside(first)) return [first]
  const chosen = [first]
  for (const each of others) if (staysInside(each) && !chosen.some(has => has.target.name === each.target.name)) chosen.push(each)
  return chosen
}

const staysInside = ({ site, target }: Match): boolean =>
  site.edits.every(edit => edit.start >= target.start && edit.end <= target.end)
