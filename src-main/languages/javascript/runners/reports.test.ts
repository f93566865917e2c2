/** Reports that real runners wrote (`fixtures/`, with the version in the name), read back. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { recipes } from './index.ts'
import type { RunnerName } from './recipe.ts'
import { readTap } from './read-tap.ts'

const read = (runner: RunnerName, fixture: string): readonly string[] => {
  const text = readFileSync(path.join(import.meta.dirname, 'fixtures', fixture), 'utf8')
  const cases = recipes[runner].read(text) ?? []
  return cases.map(each => `${each.status}${each.group ? ' group' : ''} ${each.file}#${each.name}`)
}
const detailOf = (runner: RunnerName, fixture: string): string => {
  const cases = recipes[runner].read(readFileSync(path.join(import.meta.dirname, 'fixtures', fixture), 'utf8')) ?? []
  return cases.find(each => each.status === 'failed')?.detail ?? ''
}

describe('reports of real runners', () => {
  it('of jest name every test, and files that could not be loaded', () => {
    expect(read('jest', 'jest-29.txt').toSorted()).toEqual([
      'failed /src/t/bdd.test.js#sum > of nothing is 0',
      'failed group /src/t/broken.test.js#the whole file',
      'passed /src/t/bdd.test.js#does not round',
      'passed /src/t/bdd.test.js#sum > adds',
      'skipped /src/t/bdd.test.js#sum > later',
    ])
    expect(detailOf('jest', 'jest-29.txt')).toMatch(/strictEqual|Cannot find module/)
  })
  it('of mocha and jasmine come from our reporter modules', () => {
    expect(read('mocha', 'mocha-10.txt')).toEqual([
      'passed /src/t/bdd.js#does not round',
      'passed /src/t/bdd.js#sum > adds',
      'failed /src/t/bdd.js#sum > of nothing is 0',
      'skipped /src/t/bdd.js#sum > later',
    ])
    expect(read('jasmine', 'jasmine-7.txt')).toEqual([
      'passed /src/spec/bdd.spec.js#sum adds',
      'failed /src/spec/bdd.spec.js#sum of nothing is 0',
      'skipped /src/spec/bdd.spec.js#sum later',
      'passed /src/spec/bdd.spec.js#does not round',
    ])
    expect(detailOf('mocha', 'mocha-10.txt')).toContain('1 !== 2')
  })
  it('of ava are TAP with the file as a first part of the name', () => {
    expect(read('ava', 'ava-5.txt')).toEqual([
      'skipped #ava › later',
      'passed #ava › adds',
      'failed #ava › of nothing is 0',
      'passed #ava › one day',
      'skipped #more › later',
      'passed #more › adds',
      'failed #more › of nothing is 0',
      'passed #more › one day',
    ])
    expect(detailOf('ava', 'ava-5.txt')).toContain('name: AssertionError')
  })
  it('of tap are TAP with subtests: files, groups, and assertions as tests', () => {
    expect(read('tap', 'tap-21.txt')).toEqual([
      'passed cap.cjs#sum > adds',
      'failed cap.cjs#sum > of nothing > is 0',
      'failed group cap.cjs#cap.cjs > sum > of nothing',
      'failed group cap.cjs#cap.cjs > sum',
      'skipped cap.cjs#later',
      'skipped cap.cjs#one day',
      'passed cap.cjs#top',
      'failed group cap.cjs#cap.cjs',
    ])
  })
  it('of qunit are TAP without dashes', () => {
    expect(read('qunit', 'qunit-3.txt')).toEqual([
      'passed #sum > adds',
      'failed #sum > of nothing > is 0',
      'skipped #sum > later',
      'skipped #sum > one day',
    ])
  })
})

describe('what is no report', () => {
  it('is not taken for one', () => {
    for (const recipe of Object.values(recipes)) {
      for (const text of ['', 'all fine', '{"testResults":1}', '[]', '{"cases":[{}]}']) expect(recipe.read(text)).toBe(null)
    }
  })
  it('is passed over between test points', () => {
    expect(readTap('TAP version 13\nhello\nok 1 - a\nok is what it prints\n1..2\nBail out!\n')).toHaveLength(2)
  })
})
