/**
 * Entering a world: everything that differs between the two in one object, so that the shim itself does not know in which one it is.
 * What a world is like (zone, locale, paths) is decided outside; this is how code in it is loaded, called and awaited.
 */
import { Script, runInThisContext } from 'node:vm'
import { installDeterminism } from './determinism.ts'
import { drain, drainLater, isIteratorLike, takeOf } from './drain.ts'
import { enterPlain } from './plain.ts'
import type { World } from './protocol.ts'

/** Told at once how a call ended, before anything else runs: not even a microtask comes between. */
export type Ended = (how: 'value' | 'throw', what: unknown) => void

/** How code of the project is run. */
export interface Runner {
  /** Calls once; a bare iterator is read, to its end or less far (`takeOf`), `beforeDrain` comes first. Rejects when the call does not end in time. */
  run(
    call: (...args: unknown[]) => unknown,
    receiver: unknown,
    args: readonly unknown[],
    limitMs: number,
    at: number,
    beforeDrain: () => void,
    ended: Ended,
  ): Promise<void>
  settle(promise: PromiseLike<unknown>): PromiseLike<unknown>
  drainLater(items: AsyncIterable<unknown>, at: number): PromiseLike<unknown>
}
export interface Entered {
  readonly runner: Runner
  moveTo(at: number): void
  /** Whether loading, or the calls since the last whole number, asked for the time; where nothing stands in for it, nobody knows. */
  wasTimed(): boolean
  import(url: string): Promise<object>
  evaluate(text: string): unknown
}

const slot = Symbol.for('h.call')

export const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

const enterTold = (world: World & { kind: 'told' }): Entered => {
  /** Interrupts synchronous code as well, which no timer can. */
  const script = new Script(`globalThis[Symbol.for('h.call')]()`)
  return {
    ...installDeterminism(world.startMs, world.stepMs),
    import: async url => (await import(url)) as object,
    evaluate: text => runInThisContext(`(${text}\n)`, { filename: 'probe' }) as unknown,
    runner: {
      run: (call, receiver, args, limitMs, at, beforeDrain, ended) => {
        let value: unknown
        Reflect.set(globalThis, slot, () => {
          value = Reflect.apply(call, receiver, args)
          if (!isIteratorLike(value)) return
          beforeDrain()
          value = drain(value, takeOf(at))
        })
        try {
          script.runInThisContext({ timeout: limitMs, displayErrors: false })
        } catch (error) {
          if (isTimeout(error)) return Promise.reject(error as Error)
          ended('throw', error)
          return Promise.resolve()
        }
        ended('value', value)
        return Promise.resolve()
      },
      settle: promise => promise,
      drainLater: (items, at) => drainLater(items, takeOf(at)),
    },
  }
}

export const enter = (world: World): Entered => (world.kind === 'told' ? enterTold(world) : enterPlain(world))
