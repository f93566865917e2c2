import { describe, expect, it } from 'vitest'
import { conditionsOf } from './conditions.ts'
import { declaredInputs } from './declared-inputs.ts'
import { namedBy } from './named-by.ts'
import type { Shape } from './shape.ts'
import { parse } from './syntax.ts'

const declared = (path: string, text: string, name = 'f', more: Readonly<Record<string, string>> = {}) => {
  const files = new Map(Object.entries({ ...more, [path]: text }))
  const found = declaredInputs(path, name, file => files.get(file) ?? null)
  if (!found) throw new Error(`no ${name}`)
  return found
}
const shapes = (text: string, more: Readonly<Record<string, string>> = {}): readonly Shape[] =>
  declared('src/a.ts', text, 'f', more).parameters.map(({ shape }) => shape)

describe('the declaration of a function', () => {
  it('tells what is open from what has a type', () => {
    const text = `export function f<T, U extends number>(a: T[], b: U, c: unknown, d: any, e, g: string | unknown, h: readonly string[]) {}`
    expect(shapes(text)).toEqual([
      { kind: 'list', of: { kind: 'open' } },
      { kind: 'number' },
      { kind: 'open' },
      { kind: 'open' },
      { kind: 'open' },
      { kind: 'open' },
      { kind: 'list', of: { kind: 'string' } },
    ])
  })
  it('follows names through the file and its imports, and stops at cycles', () => {
    const more = {
      'src/types.ts': `import type { Id } from './deep/id.js'\nexport interface Base { id: Id }\nexport interface Row extends Base { by?: 'x' | 'y' }\nexport type Tree = { below: Tree[] }`,
      'src/deep/id.ts': `export type Id = number | null`,
    }
    const [row, tree, partial] = shapes(
      `import { type Row, type Tree } from './types'\ntype Rows = ReadonlyArray<Row>\nexport const f = (rows: Rows, tree: Tree, part: Partial<Pick<Row, 'id'>>) => 0`,
      more,
    )
    expect(row).toEqual({
      kind: 'list',
      of: {
        kind: 'object',
        index: null,
        properties: [
          { name: 'id', optional: false, shape: { kind: 'union', of: [{ kind: 'number' }, { kind: 'null' }] } },
          {
            name: 'by',
            optional: true,
            shape: {
              kind: 'union',
              of: [
                { kind: 'literal', value: 'x' },
                { kind: 'literal', value: 'y' },
              ],
            },
          },
        ],
      },
    })
    expect(tree).toMatchObject({ kind: 'object' })
    expect(partial).toMatchObject({ properties: [{ name: 'id', optional: true }] })
  })
  it('promises nothing about what it does not read', () => {
    const text = `import type { Row } from 'a-package'\nclass Box { n = 1 }\nexport const f = (a: Row, b: Box, c: () => void, d: \`id-\${string}\`, e: Promise<number>, g: Date) => 0`
    expect(shapes(text).map(({ kind }) => kind)).toEqual(['other', 'other', 'other', 'fixed', 'promise', 'other'])
  })
  it('says which arguments may be left out', () => {
    const { parameters } = declared(
      'a.ts',
      `export function f(a: number, b?: string, c = 3, d: string | undefined, ...e: number[]) {}`,
    )
    expect(parameters.map(({ optional }) => optional)).toEqual([false, true, true, true, true])
    expect(parameters.map(({ undeclared }) => undeclared)).toEqual([false, false, false, false, false])
    expect(parameters.at(-1)).toMatchObject({ rest: true, shape: { kind: 'list', of: { kind: 'number' } } })
  })
  it('is that of the overloads, of a variable, of a comment', () => {
    const overloads = declared(
      'a.ts',
      `export function f(a: string): number\nexport function f(a: number, b: number): number\nexport function f(a: any, b?: any) { return 1 }`,
    )
    expect(overloads.parameters.map(({ shape, optional }) => [shape.kind, optional])).toEqual([
      ['other', false],
      ['other', true],
    ])
    expect(shapes(`type Compare = (a: string, b: number) => number\nexport const f: Compare = (a, b) => 0`)).toEqual([
      { kind: 'string' },
      { kind: 'number' },
    ])
    const [list, options] = declared(
      'a.js',
      `/**\n * @param {string[]} list\n * @param {Object} [options]\n * @param {number} [options.limit]\n */\nexport function f(list, options) {}`,
    ).parameters
    expect(list).toMatchObject({ undeclared: false, optional: false, shape: { kind: 'list', of: { kind: 'string' } } })
    expect(options).toMatchObject({ optional: true, shape: { properties: [{ name: 'limit', optional: true }] } })
  })
  it('of plain JavaScript is what the code reads', () => {
    const { parameters, readsArguments } = declared(
      'a.js',
      `exports.f = function (rows, options) { const { step = 1 } = options; return options.by === 'x' || 'deep' in options || rows.map(x => x) || arguments.length }`,
    )
    expect(parameters.map(({ undeclared, optional }) => undeclared && optional)).toEqual([true, true])
    expect(parameters[0]?.uses.seems).toBe('list')
    expect(parameters[1]?.uses.properties.map(({ name }) => name)).toEqual(['step', 'by', 'deep'])
    expect(readsArguments).toBe(true)
  })
  it('is found by the names that a manifest uses', () => {
    expect(declared('a.ts', `export default function g(a: number) {}`, 'default').parameters).toHaveLength(1)
    expect(declared('a.cjs', `module.exports = function (a, b) {}`, 'module.exports').parameters).toHaveLength(2)
    expect(declared('a.cjs', `function g(a, b, c) {}\nmodule.exports = g`, 'default').parameters).toHaveLength(3)
    expect(declared('a.ts', `export class Box { static of(a: number) {} }`, 'Box.of').parameters).toHaveLength(1)
    expect(
      declared('a.ts', `export { g as f } from './b.ts'`, 'f', { 'b.ts': `export const g = (a: number) => a` }).parameters,
    ).toHaveLength(1)
  })
})

const code = (text: string) => ({ node: null, files: [parse('a.ts', text)] })

describe('the conditions of code', () => {
  it('are its literals, those of the candidate alone first', () => {
    const found = conditionsOf(
      code(`if (a.length < 10 && kind === 'old') go()`),
      code(
        `const most = 9 * 10; if (a.length < 10 && kind === 'old' || a.length > most + 1 || text.startsWith('-') || /^new/.test(x) || typeof a === 'string') go()`,
      ),
    )
    expect(found.numbers.indexOf(91)).toBeLessThan(found.numbers.indexOf(10))
    expect(found.numbers).toContain(90)
    expect(found.texts).toEqual(expect.arrayContaining(['-', 'new', 'old']))
    expect(found.texts).not.toContain('string')
    expect(found.texts.indexOf('-')).toBeLessThan(found.texts.indexOf('old'))
  })
})

describe('what is named by a function', () => {
  it('is followed through others and from what runs at load', () => {
    const file = parse(
      'a.ts',
      `const start = boot()\nfunction boot() {}\nexport function f() { return g() }\nfunction g() { return Box.h() }\nclass Box { static h() {} }\nfunction unused() { return boot() }`,
    )
    const root = file.statements[2]!
    expect([...namedBy([file], [root])].sort()).toEqual(['a.ts#Box.h', 'a.ts#boot', 'a.ts#f', 'a.ts#g'])
  })
})
