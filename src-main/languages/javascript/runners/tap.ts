import { readTap } from './read-tap.ts'
import type { Recipe } from './recipe.ts'

export const tap: Recipe = {
  name: 'tap',
  packages: ['tap'],
  programs: ['tap'],
  runWords: ['run'],
  otherWords: ['build', 'plugin', 'repl', 'report', 'replay', 'dump-config', 'list', 'version', 'config'],
  valueFlags: ['-R', '--reporter', '-j', '--jobs', '-t', '--timeout', '-g', '--grep', '-a', '--coverage-report', '--tsconfig'],
  dropped: (
    '-R --reporter -j --jobs -b --bail -c --color -C --no-color --coverage-report -w --watch --no-coverage ' +
    '--no-cov --cov --coverage --disable-coverage --allow-incomplete-coverage --100 --check-coverage ' +
    '--no-check-coverage --allow-empty-coverage --show-full-coverage --no-coverage-report --coverage-map -S ' +
    '--snapshot'
  ).split(' '),
  flags: [
    { below: 18, flags: ['--reporter=tap', '--no-coverage', '--no-check-coverage', '--jobs=2'] },
    { from: 18, flags: ['--reporter=tap', '--disable-coverage', '--allow-empty-coverage', '--jobs=2'] },
  ],
  stopAtFailure: [{ flags: ['--bail'] }],
  env: {},
  report: 'stdout',
  read: readTap,
  failing: { from: { package: 'tap', member: 'test' }, assertions: ['t.equal(1, 2)'] },
  beforeFiles: [],
  usualFiles: ['{test,tests,__tests__}/**/*.{js,cjs,mjs,ts,cts,mts}', '**/*.{test,spec}.{js,cjs,mjs,ts}'],
}
