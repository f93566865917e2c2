import { readJestJson } from './read-jest-json.ts'
import type { Recipe } from './recipe.ts'

export const vitest: Recipe = {
  name: 'vitest',
  packages: ['vitest'],
  programs: ['vitest'],
  runWords: ['run', 'watch', 'dev'],
  otherWords: ['bench', 'init', 'list', 'related'],
  valueFlags: (
    '--config -c --root -r --dir --testNamePattern -t --project --environment --pool --mode --reporter ' +
    '--outputFile --shard --exclude --workspace --retry --bail --maxWorkers --minWorkers --testTimeout ' +
    '--hookTimeout --maxConcurrency --changed --browser'
  ).split(' '),
  dropped: (
    '--reporter --outputFile --watch -w --run --coverage --bail --shard --changed --ui --open --maxWorkers ' +
    '--minWorkers --silent --color --no-color --update -u --passWithNoTests --no-watch --no-coverage --standalone ' +
    '--inspect --inspect-brk'
  ).split(' '),
  flags: [
    { flags: ['run', '--reporter=json', '--outputFile={report}', '--coverage.enabled=false'] },
    // A project's own `exclude` replaces the usual ones, and then the tests of its packages are collected too.
    { from: 1, flags: ['--exclude=**/node_modules/**'] },
  ],
  stopAtFailure: [{ flags: ['--bail=1'] }],
  // Flags for the number of workers differ between versions; the variables are understood by all.
  env: {
    VITEST_MAX_THREADS: '2',
    VITEST_MAX_FORKS: '2',
    VITEST_MAX_WORKERS: '2',
    VITEST_MIN_THREADS: '1',
    VITEST_MIN_FORKS: '1',
  },
  report: 'file',
  read: readJestJson,
  failing: {
    from: { package: 'vitest', member: 'test' },
    assertions: ['{runner}.expect(1).toBe(2)', '{runner}.expect({ a: [1] }).toEqual({ a: [2] })'],
  },
  beforeFiles: [],
  usualFiles: ['**/*.{test,spec}.{js,mjs,cjs,ts,mts,cts,jsx,tsx}'],
}
