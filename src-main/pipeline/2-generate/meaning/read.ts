/** A function read in other words, as far as any reader knows some: each reading on its own, and all of them together. */
import { walk } from '../../../languages/javascript/syntax.ts'
import type { Edit, RuleContext } from '../rules/rule.ts'
import { readers } from './readers.ts'
import type { Reading } from './reading.ts'

/** More in one function are not looked at one by one. */
const mostSingly = 6

export function readingsOf(context: RuleContext): readonly Reading[] {
  const found: Reading[] = []
  walk(context.target.node, node => {
    for (const reader of readers) {
      const reading = reader(context, node)
      if (reading) found.push(reading)
    }
  })
  return found
}

/** What is to be tried: every reading by itself, then all that do not stand in each other. */
export function trialsOf(readings: readonly Reading[]): readonly (readonly Reading[])[] {
  const apart = withoutOverlap(readings)
  return [...readings.slice(0, mostSingly).map(each => [each]), ...(apart.length > 1 ? [apart] : [])]
}

/** The inner of two that overlap comes in a later round. */
export function withoutOverlap(readings: readonly Reading[]): readonly Reading[] {
  const chosen: Reading[] = []
  for (const each of readings)
    if (!chosen.some(other => each.edits.some(a => other.edits.some(b => overlaps(a, b))))) chosen.push(each)
  return chosen
}

const overlaps = (a: Edit, b: Edit): boolean => a.start < b.end && b.start < a.end
