/**
 * Loads one function out of a module in the box, whatever the module system: ESM and TypeScript by name or `default`, CommonJS by
 * property, `module.exports` itself, and `Class.method` for a static method (called with its class as `this`). Imports without
 * extension and `.js` that means `.ts`, as bundlers accept them, are tried last.
 */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

export interface Loaded {
  readonly call: (...args: unknown[]) => unknown
  readonly receiver: unknown
}
export interface NotLoaded {
  readonly error: string
  /** What the module does export, for the message. */
  readonly exports: readonly string[]
}

const endings = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js']

/** Once per process, before the first project module is imported. */
export const acceptBundlerImports = (): void => {
  registerHooks({
    resolve: (specifier, context, next) => {
      try {
        return next(specifier, context)
      } catch (error) {
        if (!/^\.{0,2}\//.test(specifier)) throw error
        const typed = specifier.replace(/\.([cm]?)js$/, '.$1ts')
        for (const candidate of [...(typed === specifier ? [] : [typed]), ...endings.map(ending => specifier + ending)]) {
          try {
            return next(candidate, context)
          } catch {
            // The next ending; the first error is the one worth showing.
          }
        }
        throw error
      }
    },
  })
}

const property = (holder: unknown, name: string): unknown =>
  (typeof holder === 'object' && holder !== null) || typeof holder === 'function' ? Reflect.get(holder, name) : undefined

const isFunction = (value: unknown): value is (...args: unknown[]) => unknown => typeof value === 'function'

const pick = (namespace: object, name: string): Loaded | null => {
  const fallback: unknown = Reflect.get(namespace, 'default')
  const whole: unknown = Reflect.get(namespace, 'module.exports') ?? fallback
  const of = (call: unknown, receiver: unknown): Loaded | null => (isFunction(call) ? { call, receiver } : null)
  if (name === 'module.exports') return of(whole, undefined)
  if (name === 'default') return of(fallback, undefined) ?? of(property(fallback, 'default'), undefined)
  const direct = of(Reflect.get(namespace, name), undefined) ?? of(property(whole, name), whole)
  if (direct) return direct
  const dot = name.lastIndexOf('.')
  if (dot > 0) {
    const steps = name.slice(0, dot).split('.')
    for (const start of [namespace, whole]) {
      const owner = steps.reduce<unknown>((holder, step) => property(holder, step), start)
      const found = of(property(owner, name.slice(dot + 1)), owner)
      if (found) return found
    }
  }
  // `module.exports = function name() {}` and `export default function name() {}`.
  return isFunction(whole) && whole.name === name ? of(whole, undefined) : null
}

/** `path` is absolute in the box. Never throws. */
export const loadFunction = async (path: string, name: string): Promise<Loaded | NotLoaded> => {
  try {
    const namespace = (await import(pathToFileURL(path).href)) as object
    const found = pick(namespace, name)
    if (found) return found
    const whole = Reflect.get(namespace, 'default') as unknown
    const names = [...Object.keys(namespace), ...(typeof whole === 'object' && whole !== null ? Object.keys(whole) : [])]
    return { error: `${name} is not an exported function`, exports: [...new Set(names)].slice(0, 50) }
  } catch (error) {
    return { error: errorText(error), exports: [] }
  }
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
