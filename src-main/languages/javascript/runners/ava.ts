import { readTap } from './read-tap.ts'
import type { Recipe } from './recipe.ts'

export const ava: Recipe = {
  name: 'ava',
  packages: ['ava'],
  programs: ['ava'],
  runWords: [],
  otherWords: ['debug', 'reset-cache'],
  valueFlags: ['--match', '-m', '--timeout', '-T', '--concurrency', '-c', '--config', '--node-arguments', '--shard'],
  dropped: '--tap -t --verbose -v --watch -w --fail-fast --color --no-color --concurrency -c --update-snapshots -u'.split(' '),
  flags: [{ flags: ['--tap'] }, { flags: ['--concurrency=2'], unless: ['--serial', '-s'] }],
  stopAtFailure: [{ flags: ['--fail-fast'] }],
  env: {},
  report: 'stdout',
  read: readTap,
  failing: { from: { package: 'ava', member: 'default' }, assertions: ['t.is(1, 2)', 't.deepEqual([1], [2])'] },
  beforeFiles: [],
  usualFiles: [
    'test.{js,cjs,mjs,ts,mts}',
    '{src,source}/test.{js,cjs,mjs,ts}',
    '**/test-*.{js,cjs,mjs,ts}',
    '**/*.test.{js,cjs,mjs,ts}',
    '**/{test,tests,__tests__}/**/[!_]*.{js,cjs,mjs,ts,mts}',
  ],
}
