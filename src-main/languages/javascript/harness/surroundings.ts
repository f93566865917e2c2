/**
 * What belongs to the whole program and not to one function: the environment, settings and listeners of the process, marks of its timeline. A
 * function that newly changes them changes what everybody else does. Remembered before any code of the project is loaded.
 */
const { stringify } = JSON
const events = ['exit', 'beforeExit', 'uncaughtException', 'unhandledRejection', 'warning', 'SIGINT', 'SIGTERM']
const mark = performance.mark.bind(performance)
const marked = performance.getEntriesByName.bind(performance)
const env = process.env
const listeners = process.listenerCount.bind(process)
const mostListeners = process.getMaxListeners.bind(process)
const folder = process.cwd.bind(process)
const entries = Object.entries

/** Of everybody's: what clears the timeline takes this along. */
const ready = 'ready'

const settings = (): readonly (readonly [string, unknown])[] => [
  ['process.env', stringify(entries(env))],
  ['process.exitCode', process.exitCode],
  ['process.cwd()', folder()],
  ['process.title', process.title],
  ['the listeners of process', stringify([mostListeners(), ...events.map(name => listeners(name))])],
  ['Error.stackTraceLimit', Error.stackTraceLimit],
  ['the marks of performance', marked(ready).length],
]

/** The answer names what is no longer as it was. */
export const rememberSurroundings = (): (() => string[]) => {
  mark(ready)
  const before = settings()
  return () => {
    const now = settings()
    return before.flatMap(([name, value], at) => (now[at]?.[1] === value ? [] : [name]))
  }
}
