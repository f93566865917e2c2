/** The function that is to be compared cannot be had in the original, and what helps. */
import { asProjectPaths, loadHint } from '../../languages/javascript/load-hints.ts'
import { refuse, type Refused } from '../../../src-shared/errors.ts'

export const cannotLoad = (
  { file, function: name }: { readonly file: string; readonly function: string },
  detail: string,
): Refused =>
  refuse(
    'bad-benchmark',
    `${file}#${name} cannot be loaded: ${asProjectPaths(detail).replace(/\.$/, '')}. Nothing was changed.`,
    nextFor(detail),
  )

const nextFor = (detail: string): string => {
  if (/let the input generator give the instance/.test(detail)) return 'Make the input generator answer [instance, ...arguments].'
  if (/is not an exported function/.test(detail)) return 'Name a function that the module gives: see the names in the message.'
  return loadHint(detail) ?? 'Load the module by hand with Node to see why.'
}
