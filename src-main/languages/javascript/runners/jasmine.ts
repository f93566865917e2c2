import { readCases } from './read-cases.ts'
import type { Recipe } from './recipe.ts'

export const jasmine: Recipe = {
  name: 'jasmine',
  packages: ['jasmine'],
  programs: ['jasmine'],
  runWords: [],
  otherWords: ['init', 'examples', 'enumerate', 'help', 'version'],
  // All of its flags are written with `=`.
  valueFlags: [],
  dropped: ['--reporter', '--color', '--no-color', '--fail-fast', '--stop-on-failure', '--verbose'],
  flags: [{ flags: ['--reporter={reporter}'] }],
  stopAtFailure: [
    { below: 4, flags: ['--stop-on-failure=true'] },
    { from: 4, flags: ['--fail-fast'] },
  ],
  env: { TEST_REPORT_FILE: '{report}' },
  report: 'file',
  reporter: 'jasmine-reporter',
  read: readCases,
  failing: { from: { globals: ['it'] }, assertions: ['expect(1).toBe(2)', 'expect({ a: [1] }).toEqual({ a: [2] })'] },
  beforeFiles: [],
  usualFiles: ['spec/**/*[sS]pec.{js,mjs,cjs}', '**/*[sS]pec.{js,mjs,cjs}'],
}
