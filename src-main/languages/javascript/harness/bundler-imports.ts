/**
 * Imports as compilers and bundlers of TypeScript accept them and Node does not: without endings, `.js` that means `.ts` or `.tsx`, aliases of
 * the tsconfig.json, JSON without an attribute and by name, style sheets; imports that only types use are left out, and `.ts` with `import`
 * in a package of CommonJS is a module. Nothing is compiled here: JSX and decorators are taken from where they were compiled before, and are
 * named as what they are where they were not.
 */
import { readFileSync } from 'node:fs'
import { isBuiltin, registerHooks, type ResolveFnOutput } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { throughBaseUrl, throughPaths } from './aliases.ts'
import { putBundlerGlobals } from './bundler-globals.ts'
import { compiledText } from './compiled-copy.ts'
import { withPiece } from './exposed.ts'
import { uncompiledIn } from './needs-compiling.ts'
import { strippedText } from './stripped.ts'
import { asCompiled } from './unused-imports.ts'
import { workspaceSource } from './workspace-source.ts'

const endings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']
const folders = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'].map(ending => `/index.${ending}`)

/** What may be meant by a path without a file of its name, best first. */
const meantBy = (given: string): readonly string[] => {
  const specifier = given.replace(/\/$/, '')
  const typed = /\.[cm]?jsx?$/.test(specifier)
    ? [specifier.replace(/\.([cm]?)jsx?$/, '.$1ts'), specifier.replace(/\.jsx?$/, '.tsx')]
    : []
  return [...typed.filter(each => each !== specifier), ...[...endings, ...folders].map(ending => specifier + ending)]
}

const styles = /\.(?:css|scss|sass|less|styl)$/
const jsonAsModule = '?as-module'
/** By the kind of syntax: what is in files that boxes load and do not compile. */
const notCompiled = new Map<string, string>()

/** Continues an error of loading; '' where nothing explains it. */
export const notCompiledText = (): string => {
  const [first] = notCompiled
  return first ? ` (${first[0]} holds ${first[1]}, which a box does not compile)` : ''
}

const textOf = (source: string | ArrayBuffer | NodeJS.TypedArray): string =>
  typeof source === 'string' ? source : new TextDecoder('utf-8', { ignoreBOM: true }).decode(source)

const identifier = /^[A-Za-z_$][\w$]*$/
/** Words that cannot be names of exports declared by `const`. */
const reserved = /^(?:await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|eval|arguments)$/ // prettier-ignore
const jsonModule = (text: string): string => {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
  const names =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).filter(name => identifier.test(name) && !reserved.test(name) && name !== '__json')
      : []
  const given = names.length > 0 ? `export const { ${names.join(', ')} } = __json\n` : ''
  return `const __json = JSON.parse(${JSON.stringify(JSON.stringify(value))})\nexport default __json\n${given}`
}

/** `import` and `export` as the language has them, and nothing that only CommonJS has. */
const isModuleText = (text: string): boolean =>
  /^\s*(?:import\s*(?:[\w*{]|['"])|export\s+(?:[*{]|default|const|let|var|function|class|async|abstract|enum|type|interface))/m.test(
    text,
  ) && // prettier-ignore
  !/^\s*(?:export\s*=|import\s+\w+\s*=\s*require\b)/m.test(text)

/** Once per process, before the first project module is imported. */
export const acceptBundlerImports = (): void => {
  registerHooks({
    resolve: (specifier, context, next) => {
      const firstOf = (candidates: readonly string[]): ResolveFnOutput | null => {
        for (const candidate of candidates) {
          try {
            return next(candidate, context)
          } catch {
            // The next one; the first error is the one worth showing.
          }
        }
        return null
      }
      const near = (absolute: string): ResolveFnOutput | null => {
        const url = pathToFileURL(absolute).href
        return firstOf([...(/\.\w+$/.test(absolute) ? [url] : []), ...meantBy(url)])
      }
      const inPackages = (name: string, folder: string): ResolveFnOutput | null => {
        const ofProject = !folder.includes('/node_modules/')
        const mapped = ofProject
          ? throughBaseUrl(name, folder)
              .map(near)
              .find(each => each !== null)
          : undefined
        // A file inside of a package that does not say what it exports, without its ending.
        const rough = /^(?:@[^/]+\/)?[^@./:][^/:]*\/.+/.test(name)
          ? firstOf(['.js', '/index.js', '.cjs', '.mjs'].map(ending => name + ending))
          : null
        const source = ofProject ? workspaceSource(name, context.parentURL) : null
        return mapped ?? rough ?? (source === null ? null : next(source, context))
      }
      const finish = (resolved: ResolveFnOutput): ResolveFnOutput => {
        const { url } = resolved
        const imported = context.conditions?.includes('import') ?? false
        if (imported && url.startsWith('file:') && url.endsWith('.json') && context.importAttributes?.['type'] === undefined)
          return { ...resolved, url: url + jsonAsModule, format: 'module' }
        if (url.startsWith('file:') && (styles.test(url) || /\.[jt]sx$/.test(url))) return { ...resolved, format: 'module' }
        return resolved
      }
      const isPath = /^\.{0,2}\/|^\.{1,2}$|^file:/.test(specifier)
      const parent = context.parentURL?.startsWith('file:') ? path.dirname(fileURLToPath(context.parentURL)) : null
      const bare = !isPath && parent !== null && !specifier.startsWith('#') && !isBuiltin(specifier)
      const alias = bare && !parent.includes('/node_modules/') ? throughPaths(specifier, parent) : []
      for (const each of alias) {
        const found = near(each)
        if (found) return finish(found)
      }
      try {
        return finish(next(specifier, context))
      } catch (error) {
        const found = isPath ? firstOf(meantBy(specifier)) : bare ? inPackages(specifier, parent) : null
        if (found) return finish(found)
        throw error
      }
    },
    load: (url, context, next) => {
      putBundlerGlobals(url)
      if (url.endsWith(`.json${jsonAsModule}`)) {
        const text = readFileSync(fileURLToPath(url.slice(0, -jsonAsModule.length)), 'utf8')
        return { format: 'module', source: jsonModule(text), shortCircuit: true }
      }
      if (styles.test(url)) return { format: 'module', source: 'export default {}\n', shortCircuit: true }
      const made = url.startsWith('file:') && !url.includes('/node_modules/') ? compiledText(fileURLToPath(url)) : null
      if (made !== null)
        return { format: isModuleText(made) ? 'module' : 'commonjs', source: withPiece(url, made), shortCircuit: true }
      const given = url.endsWith('.tsx') ? { ...context, format: 'module-typescript' as const } : url.endsWith('.jsx') ? { ...context, format: 'module' as const } : context // prettier-ignore
      const loaded = next(url, given)
      const { source, format } = loaded
      if (source === undefined || source === null || !url.startsWith('file:') || url.includes('/node_modules/')) return loaded
      const isTyped = format === 'module-typescript' || format === 'commonjs-typescript'
      if (!isTyped && !/\.jsx?$/.test(url)) return loaded
      const text = textOf(source)
      noteSyntax(url, text)
      if (!isTyped) return loaded
      const stripped = format === 'module-typescript' ? strippedText(url) : null
      if (stripped !== null) return { ...loaded, format: 'module', source: stripped }
      if (format === 'commonjs-typescript') return isModuleText(text) ? { ...loaded, ...compiled(text) } : loaded
      const plain = asCompiled(text)
      return plain === null ? loaded : { ...loaded, format: 'module', source: plain }
    },
  })
}

/** With types where nothing has to be taken out, for Node to take them off. */
const compiled = (text: string): { readonly source: string; readonly format: 'module' | 'module-typescript' } => {
  const plain = asCompiled(text)
  return plain === null ? { source: text, format: 'module-typescript' } : { source: plain, format: 'module' }
}

const noteSyntax = (url: string, text: string): void => {
  const file = path.basename(fileURLToPath(url))
  const found = uncompiledIn(file, text)
  if (found) notCompiled.set(file, found)
}
