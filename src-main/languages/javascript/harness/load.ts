/**
 * Loads one function out of a module in the box, whatever the module system: ESM and TypeScript by name or `default`, CommonJS by
 * property, `module.exports` itself, `Class.method` for a static method (called with its class as `this`), `Class.prototype.method` for
 * one of instances, and what is not exported out of a copy in memory (`exposed.ts`). Imports without
 * extension and `.js` that means `.ts`, as bundlers accept them, are tried last; imports that only types use are left out.
 */
import { pathToFileURL } from 'node:url'
import { notCompiledText } from './bundler-imports.ts'
import { expose, type Exposure, type Private } from './exposed.ts'
import { onInstance, type Owner } from './receiver.ts'

export interface Loaded {
  readonly call: (...args: unknown[]) => unknown
  readonly receiver: unknown
  /** Of a method of instances: its class, an instance of which is the first argument of each call. */
  readonly owner?: Owner
  /** Its name in that class. */
  readonly member?: string
}
/** What to ask a module for. */
export interface Wanted {
  readonly name: string
  /** The module does not export it. */
  readonly exposure?: Exposure | null
}
export interface NotLoaded {
  readonly error: string
  /** What the module does export, for the message. */
  readonly exports: readonly string[]
}

const property = (holder: unknown, name: string): unknown =>
  (typeof holder === 'object' && holder !== null) || typeof holder === 'function' ? Reflect.get(holder, name) : undefined

const isFunction = (value: unknown): value is (...args: unknown[]) => unknown => typeof value === 'function'

const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1)
const walk = (start: unknown, steps: readonly string[]): unknown =>
  steps.reduce<unknown>((holder, step) => property(holder, step), start)

/** `Class.prototype.method`: of an instance. */
const ofInstance = (starts: readonly unknown[], name: string): Loaded | null => {
  const steps = name.split('.')
  if (steps.at(-2) !== 'prototype') return null
  for (const start of starts) {
    const owner = walk(start, steps.slice(0, -2))
    if (isFunction(owner)) {
      const made = owner as unknown as Owner
      return { call: onInstance(made, last(name)), receiver: undefined, owner: made, member: last(name) }
    }
  }
  return null
}

const pick = (namespace: object, name: string): Loaded | null => {
  const fallback: unknown = Reflect.get(namespace, 'default')
  const whole: unknown = Reflect.get(namespace, 'module.exports') ?? fallback
  const of = (call: unknown, receiver: unknown): Loaded | null => (isFunction(call) ? { call, receiver } : null)
  if (name === 'module.exports') return of(whole, undefined)
  if (name === 'default') return of(fallback, undefined) ?? of(property(fallback, 'default'), undefined)
  const direct = of(Reflect.get(namespace, name), undefined) ?? of(property(whole, name), whole)
  if (direct) return direct
  if (name.includes('.')) {
    const method = ofInstance([namespace, whole], name)
    if (method) return method
    for (const start of [namespace, whole]) {
      const owner = walk(start, name.split('.').slice(0, -1))
      const found = of(property(owner, last(name)), owner)
      if (found) return found
    }
  }
  // `module.exports = function name() {}` and `export default function name() {}`.
  return isFunction(whole) && whole.name === name ? of(whole, undefined) : null
}

/** Out of what the copy in memory handed over. */
const pickExposed = (given: unknown, name: string, { whole }: Exposure): Loaded | null => {
  if (given === null) return null
  if (!whole) {
    const { owner, call } = given as Private
    if (!name.includes('.prototype.')) return { call: (...args) => call(owner, ...args), receiver: undefined }
    return { call, receiver: undefined, owner: owner as Owner }
  }
  const [root = '', ...steps] = name.split('.')
  if (steps.length === 0) return isFunction(given) ? { call: given, receiver: undefined } : null
  const method = ofInstance([{ [root]: given }], name)
  if (method) return method
  const owner = walk(given, steps.slice(0, -1))
  const call = property(owner, last(name))
  return isFunction(call) ? { call, receiver: owner } : null
}

const importHere = async (url: string): Promise<object> => (await import(url)) as object

/** `path` is absolute in the box. Never throws. `load`: where the import comes from may be seen on the stack. */
export const loadFunction = async (
  path: string,
  { name, exposure = null }: Wanted,
  load = importHere,
): Promise<Loaded | NotLoaded> => {
  try {
    const given = exposure && expose(path, exposure)
    const namespace = await load(pathToFileURL(path).href)
    const found = exposure ? pickExposed(given?.(), name, exposure) : pick(namespace, name)
    if (found) return found
    const whole = Reflect.get(namespace, 'default') as unknown
    const names = [...Object.keys(namespace), ...(typeof whole === 'object' && whole !== null ? Object.keys(whole) : [])]
    return { error: `${name} is not an exported function`, exports: [...new Set(names)].slice(0, 50) }
  } catch (error) {
    return { error: errorText(error) + (error instanceof SyntaxError ? notCompiledText() : ''), exports: [] }
  }
}

/** Name and value of what a module exports that was loaded before, in the order of the names. */
export const exportsOf = async (path: string): Promise<(readonly [string, unknown])[]> => {
  const namespace = (await import(pathToFileURL(path).href)) as object
  const whole: unknown = Reflect.get(namespace, 'default')
  const inner = typeof whole === 'object' && whole !== null ? Object.keys(whole) : []
  return [
    ...Object.keys(namespace).map(name => [name, Reflect.get(namespace, name) as unknown] as const),
    ...inner.map(name => [name, Reflect.get(whole as object, name) as unknown] as const),
  ]
}

/** One line: class and message. */
export const errorText = (error: unknown): string => {
  try {
    if (error instanceof Error) return `${error.name}: ${error.message}`.split('\n')[0]?.slice(0, 500) ?? 'Error'
    return String(error).slice(0, 500)
  } catch {
    return 'an error without a text'
  }
}
