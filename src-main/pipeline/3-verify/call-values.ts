/** What calls of the language answer with: where that comes from, and what is in it. Tables in code; pure. */
import { copies, givesItself, givesPlain, putsIn, takesOut } from './methods.ts'
import { isOnly, join, nothing, plain, value, type Value } from './value.ts'

interface Call {
  readonly name: string
  readonly args: readonly Value[]
  /** What the functions written among the arguments answer with. */
  readonly returned: Value
  inside(what: Value): Value
}

type BuiltinCall = Call

interface MethodCall extends Call {
  /** What it is a method of. */
  readonly from: Value
}

/** What a function of the language that is called by its full name answers with. */
export const builtinValue = ({ name, args, returned, inside }: BuiltinCall): Value => {
  const [first = nothing] = args
  const held = inside(first)
  const isCode = [...first.own].some(each => /^(?:builtin|function|import|global):|^(?:inner|computed)$/.test(each))
  switch (name) {
    case 'Object.create':
      return value(isOnly(first.own, 'plain') ? ['fresh', 'bare'] : ['fresh', ...first.own], held.own, held.held)
    case 'Object.keys':
      return value(['fresh'], ['plain'])
    case 'Object.values':
    case 'Object.entries':
    case 'Object.getOwnPropertyDescriptors':
      return value(
        ['fresh'],
        [...held.own, ...(isCode ? ['computed'] : [])],
        [...held.held, ...held.deep, ...(isCode ? ['computed'] : [])],
      )
    case 'Object.freeze':
    case 'Object.seal':
    case 'Promise.resolve':
    case 'structuredClone':
      return name === 'structuredClone' ? value(['fresh'], ['fresh', 'plain'], ['fresh', 'plain']) : first
    case 'Object.assign':
      return join(first, ...args.slice(1).map(each => value([], inside(each).own, inside(each).held)))
    case 'Array.from':
    case 'Array.fromAsync':
      return returned.own.size > 0
        ? value(['fresh'], returned.own, [...returned.held, ...returned.deep])
        : value(['fresh'], held.own, [...held.held, ...held.deep])
    case 'Object.fromEntries':
      return value(['fresh'], [...held.held, ...held.deep], held.deep)
    case 'Array.of': {
      const all = join(...args)
      return value(['fresh'], all.own, all.held)
    }
    case 'Object.groupBy':
      return value(['fresh', 'bare'], ['fresh'], held.own)
    case 'Map.groupBy':
      return value(['fresh', 'bare'], ['fresh'], held.own)
    case 'Array':
    case 'Object':
      return value(['fresh'])
    case 'Promise.all':
    case 'Promise.allSettled':
      return value(['fresh'], held.own, [...held.held, ...held.deep])
    case 'JSON.parse':
      return value(['fresh'], ['fresh', 'plain'], ['fresh', 'plain'])
    default:
      break
  }
  const method = name.split('.').at(-1) ?? ''
  if (/\.prototype\.\w+\.(?:call|apply)$/.test(name)) {
    const borrowed = name.split('.').at(-2) ?? ''
    if (givesPlain.has(borrowed) && borrowed !== 'slice') return plain
    if (givesItself.has(borrowed)) return first
    return copies.has(borrowed) || borrowed === 'map' ? value(['fresh'], [...held.own, ...returned.own], held.held) : held
  }
  return /^(?:Math|Number|String|Boolean|BigInt|JSON|parseInt|parseFloat|isNaN|isFinite|encode|decode)/.test(name) ||
    givesPlain.has(method)
    ? plain
    : value(['unknown'])
}

/** What a method answers with. */
export const methodValue = ({ name: method, from, args, returned, inside }: MethodCall): Value => {
  if (method === '') return value(['unknown', ...(from.own.has('computed') ? ['computed'] : [])])
  const held = inside(from)
  if (method === 'map' || method === 'flatMap' || method === 'from')
    return value(
      ['fresh'],
      [...returned.own, ...(method === 'flatMap' ? returned.held : [])],
      [...returned.held, ...returned.deep],
    )
  if (method === 'flat') return value(['fresh'], [...held.own, ...held.held], [...held.held, ...held.deep])
  if (givesItself.has(method)) return from
  if (copies.has(method) && (method !== 'slice' || !isOnly(from.own, 'plain'))) {
    const added = putsIn.has(method) ? join(...args, ...args.map(inside)) : nothing
    return value(['fresh'], [...held.own, ...added.own], [...held.held, ...held.deep, ...added.held])
  }
  if (method === 'reduce' || method === 'reduceRight') return join(returned, ...args.slice(1), args.length < 2 ? held : nothing)
  if (method === 'next') return value(['fresh'], held.own, [...held.held, ...held.deep])
  if (takesOut.has(method)) return held
  if (method === 'split' || method === 'match' || method === 'matchAll') return value(['fresh'], ['plain'], ['plain'])
  if (givesPlain.has(method)) return plain
  // Of a function it may be anything; of data, data.
  return join(
    value(['unknown']),
    value([...from.own].filter(each => each === 'computed')),
    value(returned.own.has('computed') ? ['computed'] : []),
  )
}
