import { describe, expect, it } from 'vitest'
import { apiChanges } from './api-changes.ts'

const overloads = `export function pick(a: string): string
export function pick(a: number, b: number): number
`
const body = (parameters: string, rest = 'return a'): string => `export function pick(${parameters}): any { ${rest} }\n`
const inClass = (returned: string): string => `export class Tools {
      pick(a: string): string
      pick(a: number): number
      pick(a: any): any { ${returned} }
      get size(): number { return 1 }
      set size(to: number) { }
    }`

describe('what a change does to callers', () => {
  it('overloads that stay are no change, whatever the body behind them takes', () => {
    const before = overloads + body('a: any, b?: any')
    expect(apiChanges('a.ts', before, overloads + body('a: any, b?: any', 'const c = a; return c'))).toEqual([])
    expect(apiChanges('a.ts', before, overloads + body('a: any, ...rest: any[]'))).toEqual([])
  })
  it('an overload that is gone, new or another one is', () => {
    const before = overloads + body('a: any, b?: any')
    const said = ['the signature of the exported pick']
    expect(apiChanges('a.ts', before, before.replace('b: number)', 'b: string)'))).toEqual(said)
    expect(apiChanges('a.ts', before, before.split('\n').slice(1).join('\n'))).toEqual(said)
    expect(apiChanges('a.ts', before, `export function pick(): void\n${before}`)).toEqual(said)
  })
  it('overloads of methods, and getters with setters, keep to their class', () => {
    expect(apiChanges('a.ts', inClass('return a'), inClass('const b = a; return b'))).toEqual([])
    expect(apiChanges('a.ts', inClass('return a'), inClass('return a').replace('to: number', 'to: string'))).toEqual([
      'the signature of the exported Tools.size',
    ])
  })
  it('a signature without overloads counts as before', () => {
    expect(apiChanges('a.ts', body('a: string'), body('a: number'))).toEqual(['the signature of the exported pick'])
    expect(apiChanges('a.ts', 'export const f = (a: string) => a', 'export const f = async (a: string) => a')).toEqual([
      'f from synchronous to asynchronous',
    ])
  })
})
