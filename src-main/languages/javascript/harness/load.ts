/**
 * Loads one function out of a module in the box, whatever the module system: ESM and TypeScript by name or `default`, CommonJS by
 * property, `module.exports` itself, and `Class.method` for a static method (called with its class as `this`). Imports without
 * extension and `.js` that means `.ts`, as bundlers accept them, are tried last; imports that only types use are left out.
 */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { putBundlerGlobals } from './bundler-globals.ts'
import { asCompiled } from './unused-imports.ts'
import { foundOtherwise, mappedImport } from './module-paths.ts'

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
      const mapped = mappedImport(specifier, context.parentURL)
      if (mapped !== null) return next(mapped, context)
      try {
        return next(specifier, context)
      } catch (error) {
        // A file inside of a package that does not say what it exports, without its ending.
        if (/^(?:@[^/]+\/)?[^@./:][^/:]*\/.+/.test(specifier)) {
          for (const ending of ['.js', '/index.js', '.cjs', '.mjs']) {
            try {
              return next(specifier + ending, context)
            } catch {
              // The next one.
            }
          }
        }
        const source = foundOtherwise(specifier, context.parentURL)
        if (source !== null) return next(source, context)
        if (!/^\.{0,2}\/|^\.{1,2}$/.test(specifier)) throw error
        if (/\/$|(?:^|\/)\.{1,2}$/.test(specifier)) {
          const inside = `${specifier.replace(/\/$/, '')}/index`
          for (const ending of endings) {
            try {
              return next(inside + ending, context)
            } catch {
              // The next one.
            }
          }
        }
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
    load: (url, context, next) => {
      putBundlerGlobals(url)
      const loaded = next(url, context)
      const { source } = loaded
      if (loaded.format !== 'module-typescript' || source === undefined || source === null) return loaded
      const compiled = asCompiled(typeof source === 'string' ? source : new TextDecoder().decode(source))
      return compiled === null ? loaded : { ...loaded, format: 'module', source: compiled }
    },
  })
}

const innerName = (name: string): string => `${name}$inner`
/**
 * Lets a module export one more of its own functions, at its end, where no offset changes. For modules of the language only: what is
 * loaded by `require` has no such place, and the function then counts as not exported.
 */
export const exposeInner = (path: string, name: string): void => {
  const wanted = pathToFileURL(path).href
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context)
      if (url !== wanted || !loaded.format?.startsWith('module') || loaded.source === undefined) return loaded
      const { source } = loaded
      const text = typeof source === 'string' ? source : new TextDecoder().decode(source)
      return { ...loaded, source: `${text}\nexport { ${name} as ${innerName(name)} }\n` }
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
  const inner = of(Reflect.get(namespace, innerName(name)), undefined)
  if (inner) return inner
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

const importHere = async (url: string): Promise<object> => (await import(url)) as object

/** `path` is absolute in the box. Never throws. `load`: where the import comes from may be seen on the stack. */
export const loadFunction = async (path: string, name: string, load = importHere): Promise<Loaded | NotLoaded> => {
  try {
    const namespace = await load(pathToFileURL(path).href)
    const found = pick(namespace, name)
    if (found) return found
    const whole = Reflect.get(namespace, 'default') as unknown
    const names = [...Object.keys(namespace), ...(typeof whole === 'object' && whole !== null ? Object.keys(whole) : [])]
    return { error: `${name} is not an exported function`, exports: [...new Set(names)].slice(0, 50) }
  } catch (error) {
    return { error: errorText(error), exports: [] }
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
