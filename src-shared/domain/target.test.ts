import { expect, it } from 'vitest'
import { splitTarget } from './target.ts'

it.each([
  ['src/a.ts', 'src/a.ts', ''],
  ['src/a.ts#pick', 'src/a.ts', 'pick'],
  ['src/a.ts#Tools.#pick', 'src/a.ts', 'Tools.#pick'],
  ['src/#1/a.ts#Tools.prototype.#pick', 'src/#1/a.ts', 'Tools.prototype.#pick'],
])('%s is a path and a name', (target, path, name) => {
  expect(splitTarget(target)).toEqual([path, name])
})
