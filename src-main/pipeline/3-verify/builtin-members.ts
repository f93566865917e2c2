/** What may be asked of a builtin by name without learning anything but what the language says. */
export const statics: Readonly<Record<string, RegExp>> = {
  Object:
    /^(?:keys|values|entries|fromEntries|freeze|isFrozen|isExtensible|isSealed|is|hasOwn|create|assign|groupBy|defineProperty|defineProperties|getPrototypeOf|setPrototypeOf|getOwnProperty\w+|preventExtensions|seal|prototype)$/,
  Array: /^(?:from|of|isArray|fromAsync|prototype)$/,
  String: /^(?:fromCharCode|fromCodePoint|raw|prototype)$/,
  Number: /^(?:is\w+|parse\w+|NaN|[A-Z_]+|prototype)$/,
  Boolean: /^prototype$/,
  Symbol: /^(?!name|length|toString|toLocaleString|valueOf|constructor)\w+$/,
  BigInt: /^(?:asIntN|asUintN|prototype)$/,
  Promise: /^(?:all|allSettled|any|race|resolve|reject|try|withResolvers|prototype)$/,
  Date: /^(?:now|UTC|parse|prototype)$/,
  Math: /^(?!toString|toLocaleString|valueOf|constructor)\w+$/,
  JSON: /^(?:parse|stringify)$/,
  Reflect: /^\w+$/,
  Intl: /^(?:[A-Z]\w+|getCanonicalLocales|supportedValuesOf)$/,
  Map: /^(?:groupBy|prototype)$/,
  Error: /^(?:captureStackTrace|isError|prototype)$/,
  Iterator: /^(?:from|prototype)$/,
  ArrayBuffer: /^(?:isView|prototype)$/,
  URL: /^(?:canParse|parse|prototype)$/,
  RegExp: /^(?:escape|prototype)$/,
}
