/** What the methods of the language do with what they are given, as far as the gates ask. Tables only. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** They call their first argument with (element, index). */
export const perElement = words('map filter forEach some every find findIndex findLast findLastIndex flatMap')
/** They call an argument: whatever is given there will run. */
export const callsBack: ReadonlySet<string> = new Set([
  ...perElement,
  ...words(
    'reduce reduceRight sort toSorted then catch finally from fromAsync groupBy parse stringify try addEventListener on once',
  ),
])
/** Answer with something that their receiver holds. */
export const takesOut = words('get at find findLast pop shift next reduce reduceRight')
/** Answer with a new container of what their receiver holds. */
export const copies = words(
  'filter slice concat flat toSorted toReversed toSpliced with values entries keys splice union intersection difference',
)
/** Answer with their receiver. */
export const givesItself = words('sort reverse fill copyWithin set add')
/** Answer with a number. */
export const givesNumber = words(
  'indexOf lastIndexOf findIndex findLastIndex charCodeAt codePointAt localeCompare search push unshift getTime getUint8 getUint16 getUint32 getInt8 getInt16 getInt32 getFloat64 abs ceil floor round trunc min max imul clz32 sign sqrt cbrt log log2 log10 exp pow random hypot fround sin cos tan',
)
/** Answer with a text, number or truth value. */
export const givesPlain = new Set([
  ...givesNumber,
  ...words(
    'includes has join toString trim trimStart trimEnd toLowerCase toUpperCase padStart padEnd repeat replace replaceAll slice substring substr charAt normalize startsWith endsWith test every some toFixed toPrecision delete isArray isInteger isFinite isNaN hasOwn stringify toISOString format compare',
  ),
])
/** They change their receiver. */
export const changes = words('push pop shift unshift splice sort reverse fill copyWithin set add delete clear append')
/** They put their arguments into their receiver. */
export const putsIn = words('push unshift splice fill set add append concat with toSpliced')
/** Read a container and change nothing. */
export const reads = words(
  'has get at includes indexOf lastIndexOf find findIndex findLast findLastIndex some every filter map flatMap forEach reduce reduceRight slice join keys values entries concat flat toSorted toReversed toSpliced with subarray union intersection difference isSubsetOf isSupersetOf isDisjointFrom',
)
/** Of a regular expression without a position, of a formatter, of a coder. */
export const ownMethods = words(
  'test exec match matchAll replace split search format formatToParts formatRange formatRangeToParts compare select selectRange segment of encode encodeInto decode',
)

const typedArray = /^(?:Uint|Int|Float|BigInt|BigUint)\d+(?:Clamped)?Array$/
export const isTypedArray = (name: string): boolean => typedArray.test(name)

/** What the language provides under a name of its own. */
export const isBuiltin = (name: string): boolean =>
  /^(?:Object|Function|Array|String|Number|Boolean|Symbol|BigInt|Map|Set|WeakMap|WeakSet|Promise|RegExp|Date|Math|JSON|Reflect|Proxy|Intl|Error|TypeError|RangeError|SyntaxError|ReferenceError|EvalError|URIError|AggregateError|ArrayBuffer|DataView|Iterator|URL|URLSearchParams|TextEncoder|TextDecoder|parseInt|parseFloat|isNaN|isFinite|encodeURIComponent|decodeURIComponent|encodeURI|decodeURI|structuredClone)$/.test(
    name,
  ) || isTypedArray(name)

/** Constructors whose instances are containers or plain values of the call that made them. */
export const makesFresh = (name: string): boolean =>
  /^(?:Map|Set|WeakMap|WeakSet|Array|Object|ArrayBuffer|DataView|Date|RegExp|Error|TypeError|RangeError|URL|URLSearchParams|TextEncoder|TextDecoder|Intl\.\w+)$/.test(
    name,
  ) || isTypedArray(name)

export const isLanguageMethod = (name: string): boolean =>
  [perElement, callsBack, takesOut, copies, givesItself, givesPlain, changes, putsIn, reads, ownMethods].some(each =>
    each.has(name),
  )
