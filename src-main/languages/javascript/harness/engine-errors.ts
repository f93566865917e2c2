/** Errors that the engine words itself: their text holds names and source of the code, so only their class counts. */
export const engineWords =
  /is not a function|is not iterable|is not a constructor|is not defined|is not an object|Cannot (read|set|delete|create|destructure|convert|mix|assign|add|redefine|define|access)|Invalid (array|string|typed array|regular|time|code|count|date)|read only|not extensible|null or undefined|non-object|called on|[Rr]educe of empty|Reduce|object is not|property description|Found non-callable|undefined is not|Maximum BigInt|must be (a|an|between|positive)|Assignment to constant|before initialization|Unexpected|in JSON|toString\(\) radix|toFixed\(\)|toPrecision\(\)|Division by zero|The number .* cannot be converted|incompatible receiver|^(?:Headers|Request|Response|FormData|URL|URLSearchParams|Blob|File|TextDecoder|TextEncoder|EventTarget|Event|AbortSignal)\b[.\w ]*: |ByteString|Invalid URL|URI malformed/
export const engineClasses: ReadonlySet<string> = new Set([
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'URIError',
])
/** The code itself ran out of something, or out of its box: nothing can be said for that input. */
export const exhausted =
  /Maximum call stack|Invalid (array|string|typed array) length|allocation failed|maximum size exceeded|out of memory|Too many|Set maximum|Map maximum|Access to this API has been restricted|\b(EROFS|EACCES|EPERM)\b/
