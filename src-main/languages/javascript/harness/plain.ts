/**
 * The world without our marks: real `Date`, real `Math.random`, no slot on the global object, and no file of ours on the stack. Calls
 * come from a script that bears the name of the project's own program, out of the event loop, from a depth that changes from call to
 * call. Nothing here can interrupt a call that does not end: the judge outside waits, and then ends the box.
 *
 * What stays to be seen: a process that is young, that has no network, and what `/proc` tells. The operator's own machine can be such.
 */
import { setFlagsFromString } from 'node:v8'
import { constants, Script } from 'node:vm'
import { pathToFileURL } from 'node:url'
import { takeOf } from './drain.ts'
import type { World } from './protocol.ts'
import type { Entered } from './world.ts'

/** Names and shape are those of an ordinary program: all of it may be seen on the stack. */
const program = `'use strict'
;({ apply, later }) => {
  const read = (source, before, most) => {
    if (typeof source !== 'object' || source === null || typeof source.next !== 'function') return source
    if (typeof source[Symbol.iterator] !== 'function') return source
    before()
    const yields = []
    try {
      while (yields.length < most) {
        const step = source.next()
        if (step.done === true) return { yields, returns: step.value, by: source }
        yields[yields.length] = step.value
      }
      return { yields, left: source.return?.(), by: source }
    } catch (error) {
      return { yields, throws: error, by: source }
    }
  }
  const next = (left, handler, self, input) => (left > 0 ? next(left - 1, handler, self, input) : apply(handler, self, input))
  return {
    handle(left, handler, self, input, most, before, done, fail) {
      later(() => {
        let output
        try {
          output = read(next(left, handler, self, input), before, most)
        } catch (error) {
          fail(error)
          return
        }
        done(output)
      })
    },
    wait(promise, done, fail) {
      try {
        promise.then(output => done(output), error => fail(error))
      } catch (error) {
        fail(error)
      }
    },
    async collect(source, most, done) {
      const yieldsLater = []
      try {
        const items = source[Symbol.asyncIterator]()
        while (yieldsLater.length < most) {
          const step = await items.next()
          if (step.done === true) return done({ yieldsLater, returns: step.value })
          yieldsLater[yieldsLater.length] = step.value
        }
        done({ yieldsLater, left: await items.return?.() })
      } catch (error) {
        done({ yieldsLater, throws: error })
      }
    },
    load(name, done, fail) {
      import(name).then(found => later(() => done(found)), error => later(() => fail(error)))
    },
  }
}`

type Done = (value: unknown) => void
interface Program {
  handle(
    left: number,
    handler: unknown,
    self: unknown,
    input: readonly unknown[],
    most: number,
    before: () => void,
    done: Done,
    fail: Done,
  ): void
  wait(promise: PromiseLike<unknown>, done: Done, fail: Done): void
  collect(source: AsyncIterable<unknown>, most: number, done: Done): Promise<void>
  load(name: string, done: Done, fail: Done): void
}

/** The process looks like one that somebody started in a shell. */
const dressUp = ({ main, pid, seed }: World & { kind: 'plain' }): void => {
  // Written over the command line that the system shows, too.
  process.title = 'node'
  process.argv[1] = main
  process.execArgv.length = 0
  Reflect.deleteProperty(process.env, 'LD_LIBRARY_PATH')
  Reflect.defineProperty(process, 'pid', { value: pid, writable: false, enumerable: true, configurable: true })
  Reflect.defineProperty(process, 'ppid', { value: pid - 7, writable: true, enumerable: true, configurable: true })
  // Before the first draw: the engine's own generator, begun alike on both sides.
  setFlagsFromString(`--random-seed=${seed}`)
}

/** So many steps that no two calls after each other have the same stack, and that ours is never deeper than real ones are. */
const depthOf = (at: number): number => (Math.imul(Math.floor(at * 2) + 1, 0x9e3779b1) >>> 8) % 14

export const enterPlain = (world: World & { kind: 'plain' }): Entered => {
  dressUp(world)
  const filename = pathToFileURL(world.main).href
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  const make = new Script(program, { filename, importModuleDynamically }).runInThisContext() as (tools: object) => Program
  const { handle, wait, collect, load } = make({ apply: Reflect.apply, later: setImmediate })
  return {
    moveTo: () => {},
    wasTimed: () => false,
    import: url => new Promise<object>((resolve, reject) => load(url, found => resolve({ found }), reject)).then(held => (held as { found: object }).found), // prettier-ignore
    evaluate: text => new Script(`(${text}\n)`, { filename }).runInThisContext() as unknown,
    runner: {
      run: (call, receiver, args, _limitMs, at, beforeDrain, ended) =>
        new Promise<void>(resolve => {
          const end =
            (how: 'value' | 'throw') =>
            (what: unknown): void => {
              ended(how, what)
              resolve()
            }
          handle(depthOf(at), call, receiver, args, takeOf(at), beforeDrain, end('value'), end('throw'))
        }),
      settle: promise => new Promise((resolve, reject) => wait(promise, resolve, reject)),
      drainLater: (items, at) => new Promise(resolve => void collect(items, takeOf(at), resolve)),
    },
  }
}
