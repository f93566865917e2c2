import { readJestJson } from './read-jest-json.ts'
import type { Recipe } from './recipe.ts'

export const jest: Recipe = {
  name: 'jest',
  packages: ['jest', 'jest-cli'],
  programs: ['jest', 'jest-cli'],
  runWords: [],
  otherWords: ['init', 'create-jest'],
  valueFlags: (
    '--config -c --rootDir --roots --testNamePattern -t --env --testEnvironment --selectProjects --testTimeout ' +
    '--reporters --outputFile --maxWorkers -w --cacheDirectory --coverageDirectory --coverageReporters ' +
    '--collectCoverageFrom --testResultsProcessor --setupFiles --setupFilesAfterEnv --testRunner --preset --shard ' +
    '--maxConcurrency --changedSince --testPathIgnorePatterns'
  ).split(' '),
  dropped: (
    '--coverage --collectCoverage --no-coverage --watch --watchAll --watchman --no-watchman --ci --forceExit ' +
    '--detectOpenHandles --json --outputFile --cacheDirectory --reporters --verbose --silent --color --colors ' +
    '--bail -b --coverageDirectory --coverageReporters --collectCoverageFrom --testResultsProcessor --notify -o ' +
    '--onlyChanged --changedSince --shard --updateSnapshot -u --passWithNoTests --no-cache'
  ).split(' '),
  flags: [
    // The report is written by then; what the tests left open must not keep it from ending.
    { flags: ['--forceExit'] },
    { flags: ['--ci', '--watchman=false', '--json', '--outputFile={report}', '--coverage=false', '--reporters=default'] },
    { flags: ['--cacheDirectory=/src/node_modules/.cache/jest'] },
    { flags: ['--maxWorkers=2'], unless: ['-i', '--runInBand', '-w', '--maxWorkers'] },
  ],
  stopAtFailure: [{ flags: ['--bail'] }],
  env: {},
  report: 'file',
  read: readJestJson,
  failing: { from: { globals: ['it', 'test'] }, assertions: ['expect(1).toBe(2)', 'expect({ a: [1] }).toEqual({ a: [2] })'] },
  // Else they are patterns, and paths in patterns also match others.
  beforeFiles: ['--runTestsByPath'],
  usualFiles: ['**/__tests__/**/*.{js,ts,jsx,tsx}', '**/*.{test,spec}.{js,ts,jsx,tsx}'],
}
