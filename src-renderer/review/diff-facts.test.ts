import { expect, it } from 'vitest'
import { factsOf } from './diff-facts.ts'

const facts = (before: string, after: string) => factsOf({ path: 'a.js', before, after, beforeSha256: '', afterSha256: '' })

it('says when characters come in that cannot be seen', () => {
  expect(facts('a\n', 'a\u200b\u202e\n').warnings).toEqual([
    '2 invisible or direction-changing characters are added; they are shown as ⟦U+…⟧.',
  ])
  expect(facts('a\u200b\n', 'b\u200b\n').warnings).toEqual([
    'This file holds invisible or direction-changing characters; they are shown as ⟦U+…⟧.',
  ])
})
it('says what the lines themselves do not show: line endings and the last line break', () => {
  expect(facts('a\nb\n', 'a\r\nb\r\n').warnings).toEqual(['Line endings change from LF to CRLF.'])
  expect(facts('a\nb\n', 'a\nb').warnings).toEqual(['The line break at the end of the file is removed.'])
})
it('sends what the editor would cut or give up on to the plain view', () => {
  expect(facts('a\n', 'b\n')).toEqual({ warnings: [], tooLarge: null })
  expect(facts('a\n'.repeat(20_000), 'b\n').tooLarge).toBe('The file has 20,001 lines')
  expect(facts('a\n', `${'x'.repeat(5001)}\n`).tooLarge).toContain('5,000 characters')
  expect(facts('a\n', `${'x'.repeat(4000)}\n`.repeat(501)).tooLarge).toBe('The file is larger than 2 MB')
})
