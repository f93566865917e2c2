import { readCases } from './read-cases.ts'
import type { Recipe } from './recipe.ts'

export const mocha: Recipe = {
  name: 'mocha',
  packages: ['mocha'],
  programs: ['mocha', '_mocha'],
  runWords: ['run'],
  otherWords: ['init'],
  valueFlags: (
    '--require -r --file --timeout -t --timeouts --slow -s --ui -u --config --package --spec --ignore --exclude ' +
    '--extension --watch-extensions --grep -g --fgrep -f --import --loader --retries --jobs -j --reporter -R ' +
    '--reporter-option --reporter-options -O --global --globals --node-option -n --opts --compilers --watch-files ' +
    '--watch-ignore'
  ).split(' '),
  dropped: (
    '--reporter -R --reporter-option --reporter-options -O --watch -w --watch-files --watch-ignore --bail -b ' +
    '--color --colors -c --no-color --no-colors -C --growl -G --jobs -j --inspect --inspect-brk'
  ).split(' '),
  flags: [{ flags: ['--reporter={reporter}', '--exit'] }, { from: 8, flags: ['--jobs=2'] }],
  stopAtFailure: [{ flags: ['--bail'] }],
  env: { TEST_REPORT_FILE: '{report}' },
  report: 'file',
  reporter: 'mocha-reporter',
  read: readCases,
  // `test` is what the other interfaces (tdd, qunit) call it.
  failing: { from: { globals: ['it', 'test'] }, assertions: [] },
  beforeFiles: [],
  usualFiles: ['test/*.{js,cjs,mjs,ts}', 'test/**/*.{test,spec}.{js,cjs,mjs,ts}'],
}
