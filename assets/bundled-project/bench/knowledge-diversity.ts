/** Classes known in effect after 100 examples, 0 to 10, asked about digits that were not learned from. Mean of ten fixed draws. */
import { knowledgeDiversity, learnStream, predict } from '../src/learning/perceptron.ts'
import type { Split } from '../data/read.ts'
import { fixedDraws } from './digits.ts'

export default (split: Split): number => {
  const diversities = fixedDraws(split, 10, 100).map(({ examples, asked }) => {
    const { weights } = learnStream(examples)
    return knowledgeDiversity(
      asked.map(digit => digit.label),
      asked.map(digit => predict(weights, digit.pixels)),
    )
  })
  return diversities.reduce((sum, diversity) => sum + diversity, 0) / diversities.length
}
