/** Every runner that ASIS can count the tests of. A new one is a recipe and a line here. */
import { ava } from './ava.ts'
import { jasmine } from './jasmine.ts'
import { jest } from './jest.ts'
import { mocha } from './mocha.ts'
import { qunit } from './qunit.ts'
import type { Recipe, RunnerName } from './recipe.ts'
import { tap } from './tap.ts'
import { vitest } from './vitest.ts'

export const recipes: Readonly<Record<RunnerName, Recipe>> = { vitest, jest, mocha, ava, tap, jasmine, qunit }

const byProgram = new Map(Object.values(recipes).flatMap(recipe => recipe.programs.map(program => [program, recipe] as const)))

/** By the name that scripts call it by, or a path into `node_modules`. */
export const recipeOf = (word: string): Recipe | undefined => {
  const [, inModules = word] = /(?:^|\/)node_modules\/(?:\.bin\/)?([\w.-]+)(?:\/|$)/.exec(word) ?? []
  return byProgram.get(inModules.replace(/\.cmd$/, ''))
}
