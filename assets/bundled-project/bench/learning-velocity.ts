/** Mean share of right answers over the first 300 examples of a stream, in percent: the area under the learning curve. Mean of ten fixed streams. */
import { learningVelocity, learnStream } from '../src/learning/perceptron.ts'
import type { Split } from '../data/read.ts'
import { fixedStreams } from './digits.ts'

const EXAMPLES = 300

export default (split: Split): number => {
  const velocities = fixedStreams(split, 10, EXAMPLES).map(stream => learningVelocity(learnStream(stream).curve, EXAMPLES))
  return (100 * velocities.reduce((sum, velocity) => sum + velocity, 0)) / velocities.length
}
