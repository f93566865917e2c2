/** How many parameters a function declares, from its text. */
import { hasPlace, placeOf } from './function-places.ts'
import { isScriptPath, parse, ts } from './syntax.ts'

/**
 * Those that may be left out are counted, as `length` does not: whether `most?` or `most = 3` is written is nobody's business. A rest
 * parameter is none, as it stands for any number. Null where the text does not show the function.
 */
export const declaredCount = (file: string, text: string | null | undefined, name: string): number | null => {
  if (typeof text !== 'string' || !isScriptPath(file)) return null
  const place = placeOf(parse(file, text), name)
  if (!place || !hasPlace(place)) return null
  return place.found.node.parameters.filter(
    each => !each.dotDotDotToken && !(ts.isIdentifier(each.name) && each.name.text === 'this'),
  ).length
}
