/** Share of digits recognised, in percent, after 100 labelled examples: the mean of three fixed draws of those examples. */
import { classifyAll, trainPrototypes } from '../src/pattern-recognition/classifier.ts'
import type { Split } from '../data/read.ts'
import { fixedDraws } from './digits.ts'

export default (split: Split): number => {
  const shares = fixedDraws(split, 3, 100).map(({ examples, asked }) => {
    const answers = classifyAll(
      trainPrototypes(examples),
      asked.map(digit => digit.pixels),
    )
    return answers.filter((answer, at) => answer === asked[at].label).length / asked.length
  })
  return (100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length
}
