import { expect, it } from 'vitest'
import { copyName, withFailingCases } from './failing-cases.ts'
import { isAsideBy } from './set-aside.ts'

it.each([
  ['test/sum.test.ts', 'test/t1sum.test.ts'],
  ['src/sum-spec.js', 'src/t1sum-spec.js'],
  ['spec/sumSpec.js', 'spec/t1sumSpec.js'],
  ['test-sum.js', 'test-sumt1.js'],
  ['test.js', 't1.test.js'],
  ['__tests__/sum.js', '__tests__/t1sum.js'],
])('a copy of %s is called %s, which the same patterns collect', (file, copy) => {
  expect(copyName(file, 't1')).toBe(copy)
})

it('failing cases speak the kind of module that the file speaks, and load what was changed', () => {
  const module = withFailingCases('vitest', { file: 'test/a.test.ts', text: `import { it } from 'vitest'\n` }, 't1', ['src/a.ts'])
  expect(module).toContain(`import * as t1_runner from 'vitest'`)
  expect(module).toContain(`await import('./../src/a.ts')`)
  expect(module).toContain('t1_runner.expect(1).toBe(2)')
  const common = withFailingCases('mocha', { file: 'test/a.js', text: `const a = require('../a')\n` }, 't1', ['a.js'])
  expect(common).toContain(`try { require('./../a.js') } catch (error) {}`)
  expect(common).not.toContain('import')
})

it('a comment at the top stays first, since it may be for the runner', () => {
  const text = `/** @flow strict */\nit('x', () => {})\n`
  expect(withFailingCases('jest', { file: 'a.test.ts', text }, 't1', [])).toMatch(/^\/\*\* @flow strict \*\/\n\/\/ @ts-nocheck\n/)
})

it('tests are set aside by their shown name, with * for anything', () => {
  const isAside = isAsideBy(['src/a.test.ts: sum > *', 'b'])
  expect(isAside('src/a.test.ts#sum > adds')).toBe(true)
  expect(isAside('src/a.test.ts#other')).toBe(false)
  expect(isAside('src/c.test.ts#b')).toBe(true)
  expect(isAsideBy([])('src/a.test.ts#other')).toBe(false)
  expect(isAsideBy(['*'])('#a (b) [c] #1')).toBe(true)
})
