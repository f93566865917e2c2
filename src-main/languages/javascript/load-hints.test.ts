import { expect, it } from 'vitest'
import { asProjectPaths, loadHint } from './load-hints.ts'

it.each([
  ['Error: Invalid package config /src/package.json.', 'Correct package.json: it is not valid JSON.'],
  ['Error: Invalid package config /src/packages/a/package.json', 'Correct packages/a/package.json: it is not valid JSON.'],
  [
    "Error: Cannot find package 'left-pad' imported from /src/a.js",
    "Install the project's packages (npm install), as left-pad is not there, and run it again.",
  ],
  [
    "Error: Cannot find module '@scope/x'",
    "Install the project's packages (npm install), as @scope/x is not there, and run it again.",
  ],
  [
    'ReferenceError: document is not defined',
    'The module asks for document of a page when it is loaded, which Node does not have: name a function of a module that loads without one.',
  ],
])('%s', (detail, hint) => {
  expect(loadHint(detail)).toBe(hint)
})
it('says nothing where it knows nothing', () => {
  expect(loadHint("Error: Cannot find module './gone'")).toBe(null)
  expect(loadHint('TypeError: x is not a function')).toBe(null)
})
it('names files as the project does', () => {
  expect(asProjectPaths("Error: Cannot find module '/src/lib/x' imported from /src/a.js")).toBe(
    "Error: Cannot find module 'lib/x' imported from a.js",
  )
  expect(asProjectPaths('at file:///a/b/c.js and https://x/src/y')).toBe('at b/c.js and https://x/src/y')
})
