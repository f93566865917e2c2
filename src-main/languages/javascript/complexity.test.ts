import { describe, expect, it } from 'vitest'
import { complexityChange, complexityOf } from './complexity.ts'

describe('cyclomatic complexity', () => {
  it.each([
    ['a straight function', 'const f = x => x', 1],
    ['if and else if', 'function f(x) { if (x > 1) return 1; else if (x) return 2; return 3 }', 3],
    [
      'loops of every kind',
      'function f(a) { for (;;) {} for (const x of a) {} for (const x in a) {} while (a) {} do {} while (a) }',
      6,
    ],
    ['cases, not default', 'function f(x) { switch (x) { case 1: case 2: return 1; default: return 0 } }', 3],
    ['catch, not finally', 'function f(x) { try { x() } catch { return 1 } finally { x() } }', 2],
    ['short circuits and the conditional', 'const f = (a, b) => (a && b) || (a ?? b) ? 1 : 2', 5],
    ['assignments that may not happen', 'function f(a) { a ||= 1; a &&= 2; a ??= 3; a += 4 }', 4],
    ['no optional chaining, no default values', 'const f = (a, b = 1) => a?.b?.(b)', 1],
  ])('%s', (_, text, paths) => {
    expect(complexityOf('a.ts', text)).toEqual({ paths, functions: 1 })
  })

  it('counts each function by itself, and nothing outside of one', () => {
    const text = `if (a) b(); class A { get x() { return this.y || 1 } m() { return [].map(e => e ? 1 : 2) } }`
    expect(complexityOf('a.js', text)).toEqual({ paths: 2 + 1 + 2, functions: 3 })
    expect(complexityOf('a.d.ts', 'export function f(x: number): number; declare const g: () => void')).toEqual({
      paths: 0,
      functions: 0,
    })
  })

  it('knows nothing of other languages, and counts a broken file as far as it is read', () => {
    expect(complexityOf('a.py', 'def f(x):\n  if x: pass')).toEqual({ paths: 0, functions: 0 })
    expect(complexityOf('a.js', 'function f(x) { if (x) {')).toEqual({ paths: 2, functions: 1 })
  })

  it('is what a change adds, over all files', () => {
    const files = [
      { path: 'a.js', before: 'const f = x => x', after: 'const f = x => (x ? 1 : g())\nconst g = () => 2' },
      { path: 'b.js', before: 'const h = x => x || 1', after: '' },
    ]
    expect(complexityChange(files)).toEqual({ paths: 3 - 1 - 2, functions: 2 - 1 - 1 })
  })
})
