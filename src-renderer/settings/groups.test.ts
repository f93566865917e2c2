import { describe, expect, it } from 'vitest'
import type { Setting } from '../../src-shared/domain/setting.ts'
import { found, misfitOf, sourceWords, valueWords } from './groups.ts'

const setting = (kind: Setting['kind'], more: Partial<Setting> = {}): Setting => ({
  key: 'watch.samples',
  group: 'watch',
  title: 'Samples of a watch',
  description: '',
  kind,
  value: null,
  defaultValue: null,
  source: 'default',
  where: '',
  lockedBecause: '',
  ...more,
})
const samples = setting({ kind: 'number', min: 3, max: 200, step: 1, unit: 'samples' })

describe('what is typed', () => {
  it('must be a number in the range', () => {
    expect(misfitOf(samples, '20')).toBe(null)
    expect([misfitOf(samples, ''), misfitOf(samples, 'many')]).toEqual(['Enter a number.', 'Enter a number.'])
    expect([misfitOf(samples, '2'), misfitOf(samples, '201')]).toEqual(Array(2).fill('Enter a number from 3 to 200 samples.'))
  })
  it('must not be longer than the text may be', () => {
    const text = setting({ kind: 'text', maxLength: 3, placeholder: '' })
    expect([misfitOf(text, ''), misfitOf(text, 'abcd')]).toEqual([null, 'At most 3 characters.'])
  })
})
it('a search finds every word somewhere', () => {
  expect(found('WATCH samp', samples.title, samples.key)).toBe(true)
  expect(found('watch port', samples.title, samples.key)).toBe(false)
  expect(found(' ', 'anything')).toBe(true)
})
it('values and sources are said in words', () => {
  expect(valueWords(samples, 20)).toBe('20 samples')
  expect(valueWords(setting({ kind: 'toggle' }), true)).toBe('on')
  expect(valueWords(setting({ kind: 'choice', options: [{ value: 'a', label: 'first' }] }), 'a')).toBe('first')
  expect(valueWords(setting({ kind: 'info' }), null)).toBe('none')
  expect(sourceWords(setting({ kind: 'info' }, { source: 'environment' }))).toBe('from the variable')
})
