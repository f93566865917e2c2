/** Helpers of other files are read like those of the file itself. */
import { expect, test } from 'vitest'
import { matches, openSource } from '../engine.ts'
import { rules } from './all.ts'

const found = (files: Readonly<Record<string, string>>, path: string, name: string): readonly string[] => {
  const source = openSource(path, new Map(Object.entries(files)))
  const target = source.functions.find(each => each.name === name)!
  return matches(source, target, rules, []).map(({ rule }) => rule.id)
}

const scan = `function has(list, wanted) {
  for (var i = 0; i < list.length; i++) {
    if (list[i] === wanted) return true
  }
  return false
}
`
const using = `function common(a, b) {
  return a.filter(x => has(b, x))
}
`

test.each([
  ['a named import', { 'a.js': `import { has } from './has.js'\nexport ${using}`, 'has.js': `export ${scan}` }],
  [
    'another name',
    { 'a.js': `import { isIn as has } from './has.js'\nexport ${using}`, 'has.js': `${scan}export { has as isIn }` },
  ],
  ['a default import', { 'a.js': `import has from './has.js'\nexport ${using}`, 'has.js': `export default ${scan}` }],
  [
    'a default that is said later',
    { 'a.js': `import has from './has.js'\nexport ${using}`, 'has.js': `${scan}export default has\n` },
  ],
  [
    'handed on by an index',
    {
      'a.js': `import { has } from './lib/index.js'\nexport ${using}`,
      'lib/index.js': `export * from './has.js'`,
      'lib/has.js': `export ${scan}`,
    },
  ],
  [
    'required',
    { 'a.js': `const has = require('./has')\n${using}module.exports = common\n`, 'has.js': `${scan}module.exports = has\n` },
  ],
  [
    'required, said at once',
    { 'a.js': `var has = require('./has')\n${using}module.exports = common\n`, 'has.js': `module.exports = ${scan}` },
  ],
  [
    'required out of an object',
    {
      'a.js': `const { has } = require('./has')\n${using}module.exports = { common }\n`,
      'has.js': `${scan}module.exports = { has }\n`,
    },
  ],
  [
    'of a namespace',
    { 'a.js': `import * as lists from './has.js'\nexport ${using.replace('has(', 'lists.has(')}`, 'has.js': `export ${scan}` },
  ],
  [
    'in TypeScript',
    {
      'a.ts': `import { has } from './has.ts'\nexport function common(a: number[], b: number[]): number[] {\n  return a.filter(x => has(b, x))\n}\n`,
      'has.ts': `export function has(list: readonly number[], wanted: number): boolean {\n  for (const each of list) if (each === wanted) return true\n  return false\n}\n`,
    },
  ],
])('%s', (_, files) => {
  expect(found(files, Object.keys(files)[0]!, 'common')).toContain('J01')
})

test.each([
  [
    'that changes what it is asked',
    {
      'a.js': `import { has } from './has.js'\nexport ${using}`,
      'has.js': `export ${scan.replace('return false', 'list.push(wanted)\n  return false')}`,
    },
  ],
  [
    'whose parameter becomes another list',
    {
      'a.js': `import { has } from './has.js'\nexport ${using}`,
      'has.js': `export ${scan.replace('for', 'list = list.slice(1)\n  for')}`,
    },
  ],
  [
    'that may be another one later',
    {
      'a.js': `import { has } from './has.js'\nexport ${using}`,
      'has.js': `export let has = ${scan.replace('function has', 'function ')}\nexport const set = other => { has = other }`,
    },
  ],
  [
    'of a file with eval',
    {
      'a.js': `import { has } from './has.js'\nexport ${using}`,
      'has.js': `export ${scan}\nexport const run = text => eval(text)\n`,
    },
  ],
  ['that is not known', { 'a.js': `import { has } from './has.js'\nexport ${using}` }],
])('not one %s', (_, files) => {
  expect(found(files, 'a.js', 'common')).toEqual([])
})
