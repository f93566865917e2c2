/** Progress goes to stderr, always: stdout belongs to results. */
export const say = message => process.stderr.write(`asis: ${message}\n`)

/** One sentence and the next step, exit code 3: the environment lacks something. */
export function fail(message, next, code = 3) {
  process.stderr.write(`asis: ${message}\n      ${next}\n`)
  process.exit(code)
}
