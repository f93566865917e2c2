/**
 * 200 research tasks, one number: `autonomy`, the share in percent that is answered, and answered rightly, without asking the
 * operator; `productivity`, tasks per second; `p95`, the time in ms within which 95 % of single tasks are answered. For the two
 * times the round of tasks is done twice and the faster one counts (of the whole, or of each task): what slows a single one
 * down is most often another process.
 */
import { conceptsFile, type Split } from '../data/read.ts'
import { answerAll, answerTask } from '../src/research/assistant.ts'
import { Library } from '../src/research/library.ts'
import { isRight, questions } from './tasks.ts'

const ROUNDS = 2

export default async (figure: 'autonomy' | 'productivity' | 'p95', split: Split): Promise<number> => {
  const { shelf, questions: asked } = questions(split)
  const tasks = asked.map(question => question.task)
  const library = await Library.open(conceptsFile)
  try {
    if (figure === 'autonomy') {
      const answers = await answerAll(library, shelf, tasks)
      return (100 * answers.filter((answer, at) => isRight(answer, asked[at])).length) / asked.length
    }
    if (figure === 'productivity') {
      let fastestMs = Infinity
      for (let round = 0; round < ROUNDS; round++) {
        const startMs = performance.now()
        await answerAll(library, shelf, tasks)
        fastestMs = Math.min(fastestMs, performance.now() - startMs)
      }
      return (1000 * tasks.length) / fastestMs
    }
    const elapsedMs = tasks.map(() => Infinity)
    for (let round = 0; round < ROUNDS; round++) {
      for (const [at, task] of tasks.entries()) {
        const startMs = performance.now()
        await answerTask(library, shelf, task)
        elapsedMs[at] = Math.min(elapsedMs[at], performance.now() - startMs)
      }
    }
    return elapsedMs.sort((a, b) => a - b)[Math.ceil(0.95 * elapsedMs.length) - 1]
  } finally {
    await library.close()
  }
}
