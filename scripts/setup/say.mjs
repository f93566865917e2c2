/** Progress goes to stderr, always: stdout belongs to results. */
export const say = message => process.stderr.write(`asis: ${message}\n`)

/** One sentence and the next step, exit code 3: the environment lacks something. With --json the same as a document. */
export function fail(message, next, code = 3) {
  const end = process.argv.indexOf('--', 2)
  if (process.argv.slice(2, end < 0 ? undefined : end).includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: { code: 'set-up', message, next } }, null, 2)}\n`)
  }
  process.stderr.write(`asis: ${message}\n      ${next}\n`)
  process.exit(code)
}
