/** Gate: only files and functions that may change do change, and the candidate says which. */
import { firstOf, object, type Gate } from './gate.ts'
import { askLanguage } from './languages.ts'

export const scopeGate: Gate = {
  name: 'scope',
  looked: 'Only files and functions that may change do change; what is new beside them is private and does nothing by itself.',
  check: input => {
    const changeable = new Set(input.project.changeableFiles())
    const outside = firstOf(input, file => {
      if (!changeable.has(file.path))
        return object('This file may not be changed (manifest, tests, inputs and all that `files` does not name).', file.path)
      if (!input.allowed.isFile(file.path))
        return object('This file has nothing to do with the targets of the metric.', file.path)
      return null
    })
    return outside ?? askLanguage(input, 'topLevel')
  },
}
