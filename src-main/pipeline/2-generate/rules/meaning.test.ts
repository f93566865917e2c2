/** What functions mean is recognised in many spellings, each rewritten text does what the original did, and look-alikes are not changed for the worse. */
import { stripTypeScriptTypes } from 'node:module'
import { describe, expect, test } from 'vitest'
import { matches, openSource } from '../engine.ts'
import { rules } from './all.ts'
import { traps } from './fixtures/meaning-traps.ts'
import { accumulations, repeatedWork } from './fixtures/meaning-growth.ts'
import { manyLists, manyListsTraps } from './fixtures/meaning-many-lists.ts'
import { oldWords, oldWordsTraps } from './fixtures/meaning-old-words.ts'
import { lookups, memberships, type Spelling } from './fixtures/meaning.ts'
import { difference } from './testing.ts'

interface Found {
  readonly rules: readonly string[]
  readonly differences: readonly string[]
}

const asScript = ({ path }: Spelling, text: string): string => (path === 'a.ts' ? stripTypeScriptTypes(text) : text)

/** Every rewrite that any rule makes, for sizes that are known and not known, run beside the original. */
async function found(spelling: Spelling): Promise<Found> {
  const { path, text, name, kinds } = spelling
  const source = openSource(path, new Map([[path, text]]))
  const all = [[], [1000]].flatMap(sizes => source.functions.flatMap(each => matches(source, each, rules, sizes)))
  const apart = [...new Map(all.map(each => [each.after, each])).values()]
  const differences: string[] = []
  for (const { rule, after, site } of apart) {
    // What a rule says it accepts (J54: elements behind the hit are not asked) is no part of what it proves.
    if (site.facts.some(each => each.startsWith('accepted:'))) continue
    const differs = await difference(asScript(spelling, text), asScript(spelling, after), name, kinds, site.probes, 250)
    if (differs !== null) differences.push(`${rule.id}: ${differs}`)
  }
  return { rules: [...new Set(apart.map(each => each.rule.id))], differences }
}

/** The rule that recognises each; those without are not recognised yet. */
const recognised: Readonly<Record<string, string>> = {
  omitKeys: 'J01',
  withoutBanned: 'J01',
  shared: 'J01',
  missing: 'J73',
  isSubset: 'J01',
  symmetric: 'J01',
  difference: 'J01',
  countShared: 'J01',
  overlap: 'J01',
  anyMissing: 'J01',
  activeRows: 'J80',
  unknownWords: 'J05',
  linked: 'J03',
  attachUsers: 'J03',
  positions: 'J81',
  joined: 'J03',
  groupRows: 'J76',
  tally: 'J76',
  samePair: 'J80',
  frequencies: 'J75',
  doubled: 'J06',
  indexed: 'J07',
  grouped: 'J07',
  lastById: 'J82',
  reversed: 'J10',
  backwards: 'J10',
  unique: 'J02',
  uniqueById: 'J76',
  distinctRows: 'J76',
  distinct: 'J02',
  duplicates: 'J02',
  ranks: 'J26',
  labels: 'J26',
  inCsv: 'J26',
  pick: 'J26',
  spread: 'J26',
  present: 'J83',
  leftOut: 'J01',
  flatSet: 'J02',
  notIn: 'J01',
  firstOnes: 'J02',
  inAll: 'J01',
  inNone: 'J01',
  inEach: 'J01',
  howMany: 'J01',
}

describe.each([
  ['membership', memberships],
  ['lookup', lookups],
  ['accumulation', accumulations],
  ['work done again', repeatedWork],
  ['old words', oldWords],
  ['many lists', manyLists],
])('%s', (_what, spellings) => {
  test.each(spellings.map(each => [each.name, each] as const))(
    '%s',
    async (name, spelling) => {
      const { rules: by, differences } = await found(spelling)
      expect(differences).toEqual([])
      if (recognised[name] === undefined) expect(by).toEqual([])
      else expect(by).toContain(recognised[name])
    },
    60_000,
  )
})

describe('look-alikes', () => {
  test.each([...traps, ...oldWordsTraps, ...manyListsTraps].map(each => [each.name, each] as const))(
    '%s',
    async (_name, spelling) => {
      expect((await found(spelling)).differences).toEqual([])
    },
    60_000,
  )

  test('a loop that asks the elements behind the hit is no search', async () => {
    const asksAll = traps.find(each => each.name === 'asksAll')!
    expect((await found(asksAll)).rules).toEqual(['J54'])
  }, 60_000)
})
