import { expect, it } from 'vitest'
import { isPerson, isSamePerson, isScript, personBy, scriptBy, unnamed, whoOf } from './person.ts'

it.each([
  [personBy('maria'), 'script:maria', 'a script of maria'],
  [unnamed, 'script', 'a script'],
  [personBy('script'), 'script:script', 'a script of script'],
])('a program that decides for %s stands as %s', (by, stands, said) => {
  expect(scriptBy(by)).toBe(stands)
  expect([isScript(stands), isPerson(stands), whoOf(stands)]).toEqual([true, false, said])
  expect(isSamePerson(stands, by, 'maria')).toBe(false)
  // And nobody is taken for one because of a name.
  expect(isScript(by)).toBe(false)
})
