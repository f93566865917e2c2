/** For long lists: lines come and go a few at once, since laying out and painting cost nearly the same for one line and for four. */
import { defaultRangeExtractor, type Range } from '@tanstack/react-virtual'

const step = 4

export const inSteps = (range: Range): number[] =>
  defaultRangeExtractor({
    ...range,
    startIndex: Math.floor(range.startIndex / step) * step,
    endIndex: Math.min(range.count - 1, Math.ceil(range.endIndex / step) * step),
  })
