/**
 * 200 research tasks, one number: `autonomy`, the share in percent that is answered, and answered rightly, without asking the
 * operator; `productivity`, tasks per second; `p95`, the time in ms within which 95 % of single tasks are answered.
 */
import { conceptsFile, type Split } from '../data/read.ts'
import { answerAll, answerTask } from '../src/research/assistant.ts'
import { Library } from '../src/research/library.ts'
import { isRight, questions } from './tasks.ts'

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
      const startMs = performance.now()
      await answerAll(library, shelf, tasks)
      return (1000 * tasks.length) / (performance.now() - startMs)
    }
    const elapsedMs: number[] = []
    for (const task of tasks) {
      const startMs = performance.now()
      await answerTask(library, shelf, task)
      elapsedMs.push(performance.now() - startMs)
    }
    return elapsedMs.sort((a, b) => a - b)[Math.ceil(0.95 * elapsedMs.length) - 1]
  } finally {
    await library.close()
  }
}
