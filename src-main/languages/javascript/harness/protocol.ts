/** What the judge asks the shim and what comes back, as plain JSON. Answers are claims of a hostile process: `boxes.ts` checks them. */
import type { Forbidden } from './blocked.ts'
import type { Encoded } from './codec.ts'
import type { Wanted } from './load.ts'
import type { Mood } from './mood.ts'
import type { Observation } from './observe.ts'
import type { State } from './state.ts'
import type { Stripped } from './stripped.ts'

/** Where the arguments of a call come from. Functions cannot cross the wall, so such arguments are made inside. */
export type Source =
  | { readonly kind: 'data'; readonly args: Encoded }
  | { readonly kind: 'generated'; readonly seed: number; readonly size: number }
  | { readonly kind: 'probe'; readonly text: string; readonly index: number }
  /** One argument of another source, alone: what can leave the box although another argument cannot. */
  | { readonly kind: 'part'; readonly of: Source; readonly argument: number }
  /** Another source with some arguments replaced by data, and cut or extended to so many. */
  | {
      readonly kind: 'patched'
      readonly of: Source
      readonly put: readonly (readonly [number, Encoded])[]
      readonly count: number
    }

/**
 * What the code in the box finds around it, besides zone, locale, paths and names. `told`: clock and draws are given for each call, by
 * stand-ins that whoever looks can see. `plain`: nothing of ours can be seen, and the clock is the machine's.
 */
export type World =
  | { readonly kind: 'told'; readonly startMs: number; readonly stepMs: number }
  | {
      readonly kind: 'plain'
      /** `Math.random` begins with it, the engine's own. */
      readonly seed: number
      /** Path in the box of the program that seems to run. */
      readonly main: string
      readonly pid: number
    }

export interface Call {
  /** Number of the call in the run: decides the clock and `Math.random` that it sees. */
  readonly at: number
  readonly source: Source
  readonly limitMs: number
  /** Afterwards the same argument objects get this content and the function is called again. */
  readonly next: Encoded | null
  /** Afterwards the result is changed in place, as a caller may do with what is his. */
  readonly spoil: boolean
  /** Callbacks are passed as they are, without the stand-ins that note how they are called. */
  readonly bare: boolean
  /** How the callbacks behave; null: as they were made. Never together with `bare`. */
  readonly mood: Mood | null
}
export interface CallAnswer {
  readonly first: Observation
  readonly second: Observation | null
  /** What objects of the result show when they are read: of another call with the same input. Null when there are none. */
  readonly view: Observation | null
  /** The arguments before the call, when they were made inside. */
  readonly before: State | null
  /** What a flag of the box forbade to the call, or to whoever made its arguments. */
  readonly blocked: Forbidden | null
  /** The call, or loading, asked the stand-ins for the time. */
  readonly timed: boolean
}

export interface Target extends Wanted {
  /** Absolute in the box. */
  readonly path: string
  /** Methods of its instances that a subclass may replace and that the original calls: see `receiver.ts`. */
  readonly replaceable?: readonly string[]
}
export type Request =
  /** The first request: the world is entered before anything of the project is loaded. */
  | {
      readonly op: 'load'
      readonly world: World
      readonly subject: Target | null
      readonly inputs: Target | null
      /** Counts which blocks the calls run. Twenty times slower where a loop is hot. */
      readonly counted: boolean
      readonly stripped: Stripped
    }
  /** Blocks of these files (absolute in the box) since the last time, or since loading. */
  | { readonly op: 'covered'; readonly paths: readonly string[] }
  | { readonly op: 'make'; readonly sources: readonly Source[] }
  | { readonly op: 'probe'; readonly text: string }
  | { readonly op: 'calls'; readonly calls: readonly Call[] }

/** One function as the engine's coverage tells it: nested ranges, the innermost one that holds a position decides. */
export interface CoveredFunction {
  readonly name: string
  readonly ranges: readonly { readonly start: number; readonly end: number; readonly met: boolean }[]
}
/** In the order in which the files were asked for. */
export interface CoveredFile {
  readonly functions: readonly CoveredFunction[]
}
