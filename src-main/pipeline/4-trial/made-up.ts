/** Arguments from a declaration alone, for a function that no generator knows; in plain JavaScript from what its code does with them. */
import type { Declared, Parameter } from '../../languages/javascript/declared-inputs.ts'
import { isOpen, open, type Shape } from '../../languages/javascript/shape.ts'
import { impossible, valueMaker } from './shape-values.ts'

const count = 160
const sizes = [1, 2, 3, 4, 5, 6, 8, 10, 12, 0]

export const madeUp = (declared: Declared | null, random: () => number): unknown[][] => {
  if (!declared) return []
  const maker = valueMaker(random)
  const made = Array.from({ length: count }, (_, at) => {
    const size = sizes[at % sizes.length] as number
    const args: unknown[] = []
    for (const parameter of declared.parameters) {
      if (parameter.optional && !parameter.rest && random() < 0.3) break
      const value = maker.make(shapeOf(parameter), size)
      if (parameter.rest && Array.isArray(value)) args.push(...(value as unknown[]))
      else args.push(value)
    }
    return args
  })
  return made.filter(args => !args.includes(impossible))
}

/** Nothing is declared: what the code seems to expect, with elements of any kind. */
const shapeOf = ({ shape, uses }: Parameter): Shape => {
  if (!isOpen(shape)) return shape
  switch (uses.seems) {
    case 'list':
      return { kind: 'list', of: open }
    case 'string':
    case 'number':
      return { kind: uses.seems }
    case 'object':
      return {
        kind: 'object',
        properties: uses.properties.map(({ name, shape: seems }) => ({
          name,
          shape: seems.kind === 'other' ? open : seems,
          optional: true,
        })),
        index: null,
      }
    case 'function':
      return { kind: 'other' }
    case 'unknown':
      return open
  }
}
