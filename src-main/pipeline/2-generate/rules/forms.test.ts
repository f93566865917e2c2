/**
 * For each rule, its site under guards, behind optional reads, in loops without a round and in functions that nobody calls: the rewrite
 * reads nothing that the original did not read, and fails where it failed. And the rule still fires on the forms that are common.
 */
import { constantFrom, record, sample } from 'fast-check'
import { expect, test } from 'vitest'
import { matches, openSource } from '../engine.ts'
import { rules } from './all.ts'
import { differences, type Pair } from './fixtures/beside.ts'
import { askForms, bodyForms, type Form, statementForms, written } from './fixtures/forms.ts'
import { type SiteCase, siteCases } from './fixtures/sites.ts'

interface Chosen {
  readonly inner: Form
  readonly outer: Form
}

/** Every form of the question, some around the whole, which are others for each site, and two in each other. */
function formsFor(site: SiteCase, seed: number): readonly Chosen[] {
  const inner = site.kind === 'expression' ? askForms : statementForms
  const plain = { inner: inner[0]!, outer: bodyForms[0]! }
  const nested = sample(record({ inner: constantFrom(...inner.slice(1)), outer: constantFrom(...bodyForms.slice(1)) }), {
    seed,
    numRuns: 2,
  })
  return [
    ...inner.map(each => ({ ...plain, inner: each })),
    ...bodyForms
      .slice(1)
      .filter((_, i) => (i + seed) % 2 === 0)
      .map(each => ({ ...plain, outer: each })),
    ...nested,
  ]
}

/** All rewrites of some sites under all forms, in one file so that its types are found once. */
function pairsOf(sites: readonly SiteCase[], first: number): readonly (readonly [SiteCase, readonly Pair[]])[] {
  const prelude = sites.map(each => each.prelude ?? '').join('')
  const functions = sites.flatMap((site, at) =>
    formsFor(site, first + at).map(({ inner, outer }, i) => ({
      site,
      form: `${inner.name}, ${outer.name}`,
      ...written(site, `f${at}_${i}`, inner, outer),
    })),
  )
  const text = `${prelude}${functions.map(each => each.text).join('')}`
  const source = openSource('a.js', new Map([['a.js', text]]))
  const pairs = functions.flatMap(({ site, form, name }) => {
    const target = source.functions.find(each => each.name === name)!
    const rule = rules.filter(each => each.id === site.rule)
    const found = [[], [1000]].flatMap(sizes => matches(source, target, rule, sizes))
    return [...new Set(found.map(each => each.after))].map((after, i) => ({
      site,
      name: `${site.rule} ${site.name}, ${form}, ${i}`,
      prelude,
      function: name,
      before: text.slice(target.start, target.end),
      after: after.slice(target.start, target.end + after.length - text.length),
      typed: site.types !== undefined,
    }))
  })
  return sites.map(site => [site, pairs.filter(each => each.site === site)])
}

// More in one file take longer: every rewrite is parsed again as a whole.
const perFile = 1
const pairs = new Map(siteCases.flatMap((_, at) => (at % perFile === 0 ? pairsOf(siteCases.slice(at, at + perFile), at) : [])))

test('every site is recognised as it stands and under several forms', () => {
  const few = [...pairs].filter(([, own]) => !own.some(each => each.name.includes(', plain, whole')) || own.length < 4)
  expect(few.map(([site, own]) => `${site.rule} ${site.name}: ${own.length}`)).toEqual([])
})

test('nothing is read earlier or besides, and nothing fails that did not fail', async () => {
  const all = [...pairs.values()].flat()
  expect(all.length).toBeGreaterThan(500)
  expect(await differences(all)).toEqual([])
})
