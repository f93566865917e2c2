import { readTap } from './read-tap.ts'
import type { Recipe } from './recipe.ts'

export const qunit: Recipe = {
  name: 'qunit',
  packages: ['qunit'],
  programs: ['qunit'],
  runWords: [],
  otherWords: [],
  valueFlags: ['--filter', '--module', '--reporter', '--require', '--seed', '-f', '-m', '-r'],
  dropped: ['--reporter', '--watch', '-w'],
  flags: [{ flags: ['--reporter=tap'] }],
  // It has no such flag: the whole suite runs.
  stopAtFailure: [],
  env: {},
  report: 'stdout',
  read: readTap,
  failing: { from: { globals: ['QUnit.test'] }, assertions: ['t.equal(1, 2)', 't.deepEqual([1], [2])'] },
  beforeFiles: [],
  usualFiles: ['test/**/*.{js,cjs,mjs}'],
}
