/**
 * Finds out how a project tests itself, as far as the sandbox can do the same: one \`node\` or \`python\` command without a shell. Pure
 * but for what it is given.
 */

export interface TestGuess {
  readonly command: readonly string[] | null
  /** What the operator should know, or null. */
  readonly note: string | null
}

const otherRunner = /\b(vitest|jest|mocha|ava|tap|karma|playwright|cypress|uvu|tsx|ts-node|bun|deno|pytest|nyc|c8)\b/

/**
 * @param script of `package.json`, or null.
 * @param paths all files of the project.
 */
export const guessTests = (script: string | null, paths: readonly string[]): TestGuess => {
  if (script !== null && !/no test specified/.test(script)) {
    const words = wordsOf(script)
    if (words?.[0] === 'node') return { command: words, note: null }
    const runner = otherRunner.exec(script)?.[1]
    const why = runner ? `run with ${runner}` : 'are started by a shell script'
    return {
      command: null,
      note: `The tests (${script.slice(0, 80)}) ${why}, which the sandbox cannot start: declare a \`node\` command under "tests" if there is one.`,
    }
  }
  if (paths.some(path => /(?:^|\/)[^/]+[._-]test\.[cm]?[jt]s$|(?:^|\/)test\/.+\.[cm]?[jt]s$/.test(path)))
    return { command: ['node', '--test'], note: null }
  const python = paths.find(path => /(?:^|\/)test_[^/]+\.py$/.test(path))
  if (python !== undefined) {
    const folder = python.includes('/') ? python.slice(0, python.lastIndexOf('/')) : '.'
    return { command: ['python', '-m', 'unittest', 'discover', '-s', folder], note: null }
  }
  return {
    command: null,
    note: 'No tests were found: only the comparison with the original judges a change. Tests make it surer.',
  }
}

/** Words of a command line with quotes, or null when a shell would do more with it than split it. */
const wordsOf = (script: string): readonly string[] | null => {
  if (/[&|;<>$`()\\\n]|^\s*\w+=/.test(script)) return null
  const words = [...script.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(match => match[1] ?? match[2] ?? match[3] ?? '')
  return words.length > 0 && !words.includes('') ? words : null
}
