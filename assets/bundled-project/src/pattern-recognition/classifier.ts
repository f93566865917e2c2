/**
 * Recognises handwritten digits from few labelled examples: every class is summed up by one or more prototype images, and a
 * new image gets the label that is most frequent among its nearest prototypes. Images are 8 x 8 pixels, row by row, any
 * non-negative scale. Pure functions on plain data; nothing here reads files.
 */

/** Mean images kept per class; 1 makes this a nearest-class-mean classifier. */
const PROTOTYPES_PER_CLASS = 1
/** Prototypes that vote on a new image. */
const NEIGHBOURS = 1
/** 2 is the (squared) Euclidean distance, 1 the city block distance. */
const DISTANCE_EXPONENT = 2
/** Share of a pixel that is taken from its four neighbours, 0 to 1. */
const SMOOTHING = 0
/** Pixels by which copies of every example are shifted to each side in training; 0 learns from the examples alone. */
const SHIFT = 0
/** Rounds in which examples move to the nearest prototype of their class. */
const GROUPING_ROUNDS = 5

export const SIDE = 8

export interface LabelledImage {
  readonly label: number
  readonly pixels: readonly number[]
}

/** A prototype is prepared (scaled and smoothed); an image given to `classifyAll` is not. */
export type Prototype = LabelledImage

/** Brightest pixel becomes 1, so that a faint pen and a bold pen look alike. */
export const scaleToBrightest = (pixels: readonly number[]): number[] => pixels.map(pixel => pixel / Math.max(...pixels))

/** Mixes every pixel with the mean of those beside, above and below it; outside of the image is 0. */
export const smooth = (pixels: readonly number[], share: number): number[] =>
  pixels.map((pixel, at) => {
    const column = at % SIDE
    const left = column > 0 ? pixels[at - 1] : 0
    const right = column < SIDE - 1 ? pixels[at + 1] : 0
    const above = pixels[at - SIDE] ?? 0
    const below = pixels[at + SIDE] ?? 0
    return (1 - share) * pixel + (share * (left + right + above + below)) / 4
  })

/** The image moved to the right and down (or left and up, when negative); what comes in at the border is 0. */
export const shifted = (pixels: readonly number[], right: number, down: number): number[] =>
  pixels.map((_, at) => {
    const column = (at % SIDE) - right
    const row = Math.floor(at / SIDE) - down
    return column >= 0 && column < SIDE && row >= 0 && row < SIDE ? pixels[row * SIDE + column] : 0
  })

/** An example and its copies shifted by SHIFT to the four sides. */
const variants = (pixels: readonly number[]): (readonly number[])[] =>
  SHIFT === 0
    ? [pixels]
    : [pixels, shifted(pixels, SHIFT, 0), shifted(pixels, -SHIFT, 0), shifted(pixels, 0, SHIFT), shifted(pixels, 0, -SHIFT)]

export const prepare = (pixels: readonly number[]): number[] => smooth(scaleToBrightest(pixels), SMOOTHING)

export const distanceBetween = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + Math.abs(value - b[at]) ** DISTANCE_EXPONENT, 0)

const meanImage = (images: readonly (readonly number[])[]): number[] =>
  images[0].map((_, at) => images.reduce((sum, pixels) => sum + pixels[at], 0) / images.length)

const nearestIndex = (pixels: readonly number[], centres: readonly (readonly number[])[]): number => {
  const distances = centres.map(centre => distanceBetween(pixels, centre))
  return distances.indexOf(Math.min(...distances))
}

/** k-means within one class, started from its first examples. Groups that run empty are dropped. */
const centresOf = (images: readonly (readonly number[])[], count: number): number[][] => {
  let centres = images.slice(0, count).map(pixels => [...pixels])
  for (let round = 0; round < GROUPING_ROUNDS; round++) {
    const nearest = images.map(pixels => nearestIndex(pixels, centres))
    centres = centres
      .map((_, group) => images.filter((__, at) => nearest[at] === group))
      .filter(members => members.length > 0)
      .map(meanImage)
  }
  return centres
}

export const trainPrototypes = (examples: readonly LabelledImage[]): Prototype[] => {
  const labels = [...new Set(examples.map(example => example.label))].sort((a, b) => a - b)
  return labels.flatMap(label => {
    const images = examples
      .filter(example => example.label === label)
      .flatMap(example => variants(example.pixels))
      .map(prepare)
    return centresOf(images, PROTOTYPES_PER_CLASS).map(pixels => ({ label, pixels }))
  })
}

/** First of the most frequent labels. */
const mostFrequent = (labels: readonly number[]): number => {
  const counts = labels.map(label => labels.filter(other => other === label).length)
  return labels[counts.indexOf(Math.max(...counts))]
}

/** The label of every image, in order. Among equally near prototypes the earlier one counts as nearer. */
export const classifyAll = (prototypes: readonly Prototype[], images: readonly (readonly number[])[]): number[] =>
  images.map(image => {
    const pixels = prepare(image)
    const candidates = prototypes.map(({ label, pixels: other }) => ({ label, distance: distanceBetween(pixels, other) }))
    const nearest = candidates.toSorted((a, b) => a.distance - b.distance).slice(0, NEIGHBOURS)
    return mostFrequent(nearest.map(candidate => candidate.label))
  })
