/** Documents name files; a name that leads nowhere is a promise that nobody keeps. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { listNames, readCases } from '../bench/judge/case-files.ts'

const root = join(import.meta.dirname, '..')
const linksOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter(target => !/^[a-z]+:/.test(target))

it.each(['docs/threat-model.md', 'docs/containment.md'])('every file that %s names exists', file => {
  const links = linksOf(file)
  expect(links.length).toBeGreaterThan(0)
  expect(links.filter(target => !existsSync(join(root, dirname(file), target)))).toEqual([])
})

it('every promise of the threat model names a test', () => {
  const sections = readFileSync(join(root, 'docs/threat-model.md'), 'utf8').split(/^## /m).slice(1)
  const promising = sections.filter(section => section.includes('**Promises.**'))
  expect(promising.length).toBeGreaterThan(10)
  for (const section of promising) {
    expect(section).toMatch(/\*\*Does not\.\*\*/)
    expect(section).toMatch(/\*\*Shown by\*\* \[[\w./-]+\.(test|spec)\.tsx?\]/)
  }
})

it('there are sixty attacks on the judge and more, and at least as many honest rewrites of the same kinds', () => {
  const folder = join(root, 'bench', 'judge')
  const [attacks = [], honest = []] = listNames.map(list => readCases(folder, list))
  expect(attacks.length).toBeGreaterThanOrEqual(60)
  expect(honest.length).toBeGreaterThanOrEqual(attacks.length)
  const kinds = new Set(honest.map(({ kind }) => kind))
  for (const { kind } of attacks) if (!kind.startsWith('00-')) expect(kinds).toContain(kind)
  for (const all of [attacks, honest]) expect(new Set(all.map(({ kind, name }) => `${kind}/${name}`)).size).toBe(all.length)
})
