/**
 * Learns to tell the digits apart from a stream, one example at a time in order of arrival: a perceptron per class, corrected
 * when the right class does not win. Never looks at an example twice. Pure functions on plain data; no randomness.
 */

/** How far one correction moves the weights. */
const STEP_SIZE = 1
/** The step at example number `n` is divided by (1 + STEP_DECAY * n); 0 keeps it as it is. */
const STEP_DECAY = 0
/** Lead that the right class must have over the best wrong one, or it is corrected although it won. */
const MARGIN = 0

const CLASSES = 10

export interface Example {
  readonly label: number
  readonly pixels: readonly number[]
}

export interface LearningRun {
  /** Per class: the weight of every pixel, then the bias. */
  readonly weights: readonly (readonly number[])[]
  /** Share of right answers so far, after each example; every example is answered before it is learned from. */
  readonly curve: readonly number[]
}

/** Pixels relative to the brightest one, and a constant 1 for the bias. */
const inputsOf = (pixels: readonly number[]): number[] => [...pixels.map(pixel => pixel / Math.max(...pixels)), 1]

const scoreOf = (weights: readonly number[], inputs: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * inputs[at], 0)

/** Index of the highest score; the first one among equals. */
const winnerOf = (scores: readonly number[]): number => scores.indexOf(Math.max(...scores))

const moved = (weights: readonly number[], inputs: readonly number[], step: number): number[] =>
  weights.map((weight, at) => weight + step * inputs[at])

export const predict = (weights: readonly (readonly number[])[], pixels: readonly number[]): number => {
  const inputs = inputsOf(pixels)
  return winnerOf(weights.map(row => scoreOf(row, inputs)))
}

/** One pass over `examples`, in the order given. */
export const learnStream = (examples: readonly Example[]): LearningRun => {
  const inputCount = examples.length === 0 ? 0 : examples[0].pixels.length + 1
  const weights = Array.from({ length: CLASSES }, () => Array.from({ length: inputCount }, () => 0))
  const hits: number[] = []
  const curve: number[] = []

  for (let at = 0; at < examples.length; at++) {
    const { label, pixels } = examples[at]
    const inputs = inputsOf(pixels)
    const scores = weights.map(row => scoreOf(row, inputs))
    hits.push(winnerOf(scores) === label ? 1 : 0)
    curve.push(hits.slice(0, at + 1).reduce((sum, hit) => sum + hit, 0) / (at + 1))

    const rival = winnerOf(scores.map((score, digit) => (digit === label ? -Infinity : score)))
    if (scores[label] - scores[rival] <= MARGIN) {
      const step = STEP_SIZE / (1 + STEP_DECAY * at)
      weights[label] = moved(weights[label], inputs, step)
      weights[rival] = moved(weights[rival], inputs, -step)
    }
  }
  return { weights, curve }
}

/** Mean height of the learning curve over its first `count` examples, 0 to 1: one number for how fast something is learned. */
export const learningVelocity = (curve: readonly number[], count: number): number => {
  const part = curve.slice(0, count)
  return part.reduce((sum, share) => sum + share, 0) / part.length
}

/**
 * How many classes are known, in effect: the exponential of the entropy of the recall per class. 10 when all ten are known
 * equally well, 1 when a single one is known at all, 0 when none is.
 */
export const knowledgeDiversity = (labels: readonly number[], answers: readonly number[]): number => {
  const classes = [...new Set(labels)]
  const recalls = classes.map(digit => {
    const asked = answers.filter((_, at) => labels[at] === digit)
    return asked.filter(answer => answer === digit).length / asked.length
  })
  const total = recalls.reduce((sum, recall) => sum + recall, 0)
  if (total === 0) return 0
  const entropy = recalls
    .map(recall => recall / total)
    .filter(share => share > 0)
    .reduce((sum, share) => sum - share * Math.log(share), 0)
  return Math.exp(entropy)
}
