/**
 * The set's own comparison: both versions of a function on the same generated inputs in one box, what they return, throw and do to their
 * arguments, and a rough factor. It is made differently from the judge on purpose, as it says whether the judge was right.
 */
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Sandbox } from '../../src-main/sandbox/sandbox.ts'
import type { RuleCase } from './entries.ts'

export interface Comparison {
  readonly same: boolean
  /** Time of the original by time of the other at the largest size, median of seven; null when they differ. */
  readonly factor: number | null
  /** The first input that differs, or what went wrong. */
  readonly why: string
}

const script = ({ file, functionName, sizes }: RuleCase, rounds: number): string => `
import { registerHooks } from 'node:module'
import { isDeepStrictEqual, inspect } from 'node:util'
const endings = ['.ts', '.js', '/index.ts', '/index.js']
registerHooks({
  resolve(specifier, context, next) {
    try { return next(specifier, context) } catch (error) {
      for (const ending of endings) try { return next(specifier + ending, context) } catch {}
      throw error
    }
  },
})
const name = ${JSON.stringify(functionName)}
const at = value => name.split('.').reduce((inner, part) => inner?.[part], value)
const pick = module => name === 'default' ? (module.default?.default ?? module.default) : (at(module) ?? at(module.default))
const alike = (x, y) => {
  if (isDeepStrictEqual(x, y)) return true
  // Classes of the two modules are never the same ones.
  try { return isDeepStrictEqual(structuredClone(x), structuredClone(y)) } catch { return false }
}
const [a, b] = (await Promise.all(['a', 'b'].map(side => import('/src/' + side + '/' + ${JSON.stringify(file)})))).map(pick)
const { default: make } = await import('/src/values.mjs')
const from = seed => { let state = seed * 7919 + 1; return () => (state = (state * 16807) % 2147483647) / 2147483647 }
const ask = async (call, args) => {
  try { return { value: await call(...args), args } } catch (error) { return { error: String(error), args } }
}
const sizes = ${JSON.stringify(sizes)}
const tell = answer => { process.stdout.write('\\n' + JSON.stringify(answer)); process.exit(0) }
if (typeof a !== 'function' || typeof b !== 'function') tell({ same: false, factor: null, why: 'it exports no function of this name' })
for (const size of [...new Set([0, 1, 2, 3, 7, ...sizes])])
  for (let seed = 1; seed <= ${rounds}; seed++) {
    let first
    try { first = make(from(seed), size) } catch { continue }
    const [x, y] = [await ask(a, first), await ask(b, make(from(seed), size))]
    const plain = ({ args, ...rest }) => ({ ...rest, args: args.filter(each => typeof each !== 'function') })
    if (!alike(plain(x), plain(y))) tell({ same: false, factor: null, why: 'size ' + size + ', seed ' + seed + ': ' + inspect(x.error ?? x.value).slice(0, 150) + ' and ' + inspect(y.error ?? y.value).slice(0, 150) })
  }
const largest = Math.max(...sizes)
const time = call => {
  let calls = 0, spent = 0
  while (spent < 30 && calls < 1000) {
    const args = make(from(calls + 1), largest)
    const start = performance.now()
    try { call(...args) } catch {}
    spent += performance.now() - start
    calls++
  }
  return spent / calls
}
const middle = list => list.toSorted((x, y) => x - y)[list.length >> 1]
time(a); time(b)
const times = Array.from({ length: 7 }, () => [time(a), time(b)])
tell({ same: true, factor: middle(times.map(([x]) => x)) / middle(times.map(([, y]) => y)), why: '' })
`

/** @param folders of the two versions, each a whole package. */
export const compared = async (
  each: RuleCase,
  folders: readonly [original: string, other: string],
  place: { readonly sandbox: Sandbox; readonly folder: string },
  rounds = 12,
): Promise<Comparison> => {
  const dir = mkdtempSync(path.join(place.folder, 'same-'))
  for (const [at, side] of ['a', 'b'].entries()) {
    mkdirSync(path.join(dir, side))
    cpSync(folders[at]!, path.join(dir, side), { recursive: true })
  }
  writeFileSync(path.join(dir, 'values.mjs'), each.inputs)
  writeFileSync(path.join(dir, 'same.mjs'), script(each, rounds))
  const result = await place.sandbox.run({
    runtime: 'node',
    runtimeFlags: ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
    argv: ['/src/same.mjs'],
    mounts: [{ host: dir, box: '/src' }],
    limits: { wallMs: 90_000 },
  })
  const last = result.stdout.slice(result.stdout.lastIndexOf('\n') + 1)
  try {
    return JSON.parse(last) as Comparison
  } catch {
    return { same: false, factor: null, why: `no answer: ${result.stderr.trim().slice(-300)}` }
  }
}
