/**
 * Names that a bundler or test runner puts into the source and that nothing declares (`__DEV__`): read from the text of the nearest vite,
 * vitest or jest configuration, plain values only. Nothing of the configuration is run.
 */
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const configName = /^(?:vitest|vite|jest)(?:\.[\w-]+)?\.config\.[cm]?[jt]s$/
const block = /\b(?:define|globals)\s*:\s*\{([^{}]*)\}/g
const entry =
  /(?:^|[,{\s])["']?([A-Za-z_$][\w$]*)["']?\s*:\s*(true|false|-?\d+(?:\.\d+)?|null|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|JSON\.stringify\(\s*(?:'[^'\n]*'|"[^"\n]*"|true|false)\s*\))\s*(?=,|$|\n)/g

/** A text in `define` is code: `'"test"'` is the text test, `'true'` is true. */
const valueOf = (text: string): unknown => {
  try {
    const inner = /^JSON\.stringify\(\s*(.*?)\s*\)$/.exec(text)?.[1]
    if (inner !== undefined) return /^['"]/.test(inner) ? inner.slice(1, -1) : JSON.parse(inner)
    return JSON.parse(/^['"]/.test(text) ? text.slice(1, -1) : text)
  } catch {
    return undefined
  }
}

export const globalsIn = (config: string): Readonly<Record<string, unknown>> => {
  const plain = config.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, '$1')
  const found: Record<string, unknown> = {}
  for (const [, body = ''] of plain.matchAll(block))
    for (const [, name = '', text = ''] of body.matchAll(entry)) {
      const value = valueOf(text)
      if (value !== undefined) found[name] ??= value
    }
  return found
}

const seen = new Set<string>()
const largest = 200_000

/** Puts what the configurations at and above a file of the project name where the code finds it. Names that are there stay as they are. */
export const putBundlerGlobals = (url: string): void => {
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return
  for (let at = path.dirname(fileURLToPath(url)); !seen.has(at); at = path.dirname(at)) {
    seen.add(at)
    try {
      for (const name of readdirSync(at)
        .filter(each => configName.test(each))
        .sort()
        .reverse()) {
        const text = readFileSync(path.join(at, name), 'utf8')
        if (text.length > largest) continue
        for (const [key, value] of Object.entries(globalsIn(text))) if (!(key in globalThis)) Reflect.set(globalThis, key, value)
      }
    } catch {
      // A folder that cannot be listed names nothing.
    }
  }
}
