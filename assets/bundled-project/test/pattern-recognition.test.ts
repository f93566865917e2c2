import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digitSplits } from '../data/read.ts'
import {
  classifyAll,
  distanceBetween,
  prepare,
  scaleToBrightest,
  shifted,
  SIDE,
  smooth,
  trainPrototypes,
} from '../src/pattern-recognition/classifier.ts'
import { findMotifs, wordOf } from '../src/pattern-recognition/motifs.ts'

const { pool, validation } = digitSplits()
const filler = (seed: number) => Array.from({ length: 24 }, (_, at) => (at * at * seed) % 11)
const pixelsOf = (digits: readonly { readonly pixels: readonly number[] }[]) => digits.map(digit => digit.pixels)

describe('classifier', () => {
  it('recognises most digits from 100 labelled examples', () => {
    const answers = classifyAll(trainPrototypes(pool.slice(0, 100)), pixelsOf(validation))
    const right = answers.filter((answer, at) => answer === validation[at].label).length
    assert.equal(answers.length, validation.length)
    assert.ok(right / validation.length > 0.75, `${right} of ${validation.length}`)
  })

  it('is far better than chance even with one example per digit', () => {
    const one = Array.from({ length: 10 }, (_, label) => pool.find(digit => digit.label === label)!)
    const answers = classifyAll(trainPrototypes(one), pixelsOf(validation))
    assert.ok(answers.filter((answer, at) => answer === validation[at].label).length / validation.length > 0.4)
  })

  it('has prototypes for every class, in order of the labels', () => {
    const labels = trainPrototypes(pool).map(prototype => prototype.label)
    assert.deepEqual(
      labels,
      labels.toSorted((a, b) => a - b),
    )
    assert.deepEqual([...new Set(labels)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('recognises an image that is itself a prototype', () => {
    const prototypes = [3, 7].map(label => ({ label, pixels: prepare(pool.find(digit => digit.label === label)!.pixels) }))
    const images = [7, 3].map(label => pool.find(digit => digit.label === label)!.pixels)
    assert.deepEqual(classifyAll(prototypes, images), [7, 3])
  })

  it('does not mind whether the pen was faint or bold', () => {
    const prototypes = trainPrototypes(pool.slice(0, 100))
    const bold = pixelsOf(validation.slice(0, 50))
    const faint = bold.map(pixels => pixels.map(pixel => pixel / 4))
    assert.deepEqual(classifyAll(prototypes, faint), classifyAll(prototypes, bold))
  })

  it('leaves what it is given as it was', () => {
    const prototypes = trainPrototypes(pool.slice(0, 30))
    const images = pixelsOf(validation.slice(0, 5))
    const before = structuredClone([prototypes, images])
    classifyAll(prototypes, images)
    assert.deepEqual([prototypes, images], before)
  })

  it('takes the first of equally near prototypes', () => {
    const pixels = prepare(pool[0].pixels)
    assert.deepEqual(
      classifyAll(
        [
          { label: 5, pixels },
          { label: 2, pixels },
        ],
        [pool[0].pixels],
      ),
      [5],
    )
  })

  it('scales to the brightest pixel, measures distance, shifts and smooths', () => {
    assert.deepEqual(scaleToBrightest([0, 2, 8, 4]), [0, 0.25, 1, 0.5])
    assert.equal(distanceBetween([1, 2, 3], [1, 2, 3]), 0)
    assert.ok(distanceBetween([0, 0], [3, 0]) > distanceBetween([0, 0], [2, 0]))

    const dot = Array.from({ length: SIDE * SIDE }, (_, at) => (at === 9 ? 1 : 0))
    assert.equal(shifted(dot, 1, 0).indexOf(1), 10)
    assert.equal(shifted(dot, 0, -1).indexOf(1), 1)
    assert.equal(
      shifted(dot, -2, 0).every(pixel => pixel === 0),
      true,
    )
    assert.deepEqual(smooth(dot, 0), dot)
    assert.deepEqual(
      [1, 8, 9, 10, 17].map(at => smooth(dot, 0.4)[at]),
      [0.1, 0.1, 0.6, 0.1, 0.1],
    )
  })
})

describe('motifs', () => {
  it('finds where a shape comes back', () => {
    const shape = [0, 1, 3, 7, 9, 8, 4, 2, 1, 0, 5, 0, 6, 0, 7, 3]
    const series = [...filler(3), ...shape, ...filler(7), ...shape]
    const word = wordOf(shape)
    const motif = findMotifs(series, shape.length).find(candidate => candidate.word === word)
    assert.ok(motif !== undefined && motif.starts.includes(24) && motif.starts.includes(64))
  })

  it('lists the most frequent first, each with all its places', () => {
    const series = pool.slice(0, 60).flatMap(digit => digit.pixels.slice(16, 24))
    const motifs = findMotifs(series, 16)
    assert.ok(motifs.length > 1)
    for (const [at, { word, starts }] of motifs.entries()) {
      assert.ok(starts.length > 1 && starts.length <= (motifs[at - 1]?.starts.length ?? Infinity))
      for (const start of starts) assert.equal(wordOf(series.slice(start, start + 16)), word)
      const all = series.slice(0, -15).filter((_, start) => wordOf(series.slice(start, start + 16)) === word)
      assert.equal(starts.length, all.length)
    }
  })

  it('gives a shape the same word at any height and scale, and a flat one a word of its own', () => {
    const rising = Array.from({ length: 16 }, (_, at) => at)
    assert.equal(wordOf(rising), wordOf(rising.map(value => 100 + 5 * value)))
    assert.notEqual(wordOf(rising), wordOf(rising.toReversed()))
    assert.equal(new Set(wordOf(rising.map(() => 4))).size, 1)
  })

  it('finds nothing in a series shorter than the window, and wants a window', () => {
    assert.deepEqual(findMotifs([1, 2, 3], 16), [])
    assert.deepEqual(findMotifs([], 16), [])
    assert.throws(() => findMotifs([1, 2, 3], 0), RangeError)
  })
})
