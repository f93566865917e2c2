/** Every spelling of every shape is recognised by its own rule, and its rewrite gives the same results, guards and all. */
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { matches, openSource } from '../../engine.ts'
import { classicArgument } from '../fixtures/classic-inputs.ts'
import { load, seeded } from '../testing.ts'
import { type Shape, spellings } from './classic.ts'
import { classics } from './classics.ts'
import { ruleOf } from './rewrite.ts'

const words =
  /^(?:for|let|const|if|else|while|do|return|new|true|false|break|Math|Array|Infinity|Number|Set|Map|null|undefined|palindrome|prime)$/

/** Names that the slow code does not declare become parameters, in order. */
function functionOf(slow: string, shape: Shape): { readonly text: string; readonly free: readonly string[] } {
  const declared = new Set(
    [...slow.matchAll(/(?:let|const) (\w+)/g), ...slow.matchAll(/(?:\(|, )(\w+)(?:, (\w+))?\) =>/g)].flatMap(each =>
      each.slice(1),
    ),
  )
  const names = [...slow.matchAll(/(?<![.\w])[A-Za-z]\w*/g)].map(each => each[0])
  const free = [...new Set(names)].filter(each => !words.test(each) && !declared.has(each))
  const helpers = [
    'const palindrome = x => x === x.split("").reverse().join("")',
    'const prime = x => {\n  if (x < 2) return false\n  for (let d = 2; d < x; d++) if (x % d === 0) return false\n  return true\n}',
  ].filter(each => slow.includes(`${/const (\w+)/.exec(each)![1]}(`))
  const results = shape.results ? `\n  return [${shape.results.join(', ')}]` : ''
  return { text: `${helpers.join('\n')}\nexport function f(${free.join(', ')}) {\n  ${slow}${results}\n}\n`, free }
}

function argumentFor(name: string, shape: Shape, slow: string, random: () => number): unknown {
  if (slow.includes('.every(')) return [random(), random(), random()].map(each => 1 + Math.floor(each * 40))
  if (shape.lists?.includes(name) || shape.numbers?.includes(name)) return classicArgument('calm', random)
  if (shape.mode === 'texts' || shape.when.includes(`typeof ${name} === ‹string›`)) return classicArgument('text', random)
  if (/\*\*|\dn/.test(slow)) return classicArgument('big', random)
  // Loops that end for what neither two nor three divides.
  if (shape.when.some(each => each.startsWith('n % ') && name === 'n'))
    return 6 * Number(classicArgument('tiny', random)) ** 3 + 1
  return name === 'k' ? classicArgument('k', random) : classicArgument('natural', random)
}

describe.each(classics.map(each => [each.id, each] as const))('%s', (_id, classic) => {
  const all = classic.shapes.flatMap(shape => shape.slow.flatMap(spellings).map(slow => [slow, shape] as const))
  test.each(all)('%s', async (slow, shape) => {
    const { text, free } = functionOf(slow, shape)
    const source = openSource('a.js', new Map([['a.js', text]]))
    const [match, ...more] = source.functions
      .filter(each => each.name === 'f')
      .flatMap(each => matches(source, each, [ruleOf(classic)], []))
    expect(more).toEqual([])
    expect(match, text).toBeDefined()
    const [old, now] = [(await load(text))['f']!, (await load(match!.after))['f']!]
    const random = seeded(5)
    for (let run = 0; run < 60; run++) {
      const args = free.map(name => argumentFor(name, shape, slow, random))
      const [a, b] = [outcome(old, structuredClone(args)), outcome(now, structuredClone(args))]
      expect(
        isDeepStrictEqual(a, b),
        `${String(args.map(String))}: ${String(a.map(String))} ${String(b.map(String))}\n${match!.after}`,
      ).toBe(true)
    }
  })
})

function outcome(f: (...args: unknown[]) => unknown, args: unknown[]): unknown[] {
  try {
    return [f(...args), args]
  } catch (error) {
    return [error instanceof Error ? error.constructor.name : String(error), args]
  }
}
