import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digitSplits } from '../data/read.ts'
import { knowledgeDiversity, learningVelocity, learnStream, predict } from '../src/learning/perceptron.ts'

const { pool, validation } = digitSplits()

describe('perceptron', () => {
  it('learns: late answers are better than early ones, and hold for digits it never saw', () => {
    const { weights, curve } = learnStream(pool)
    assert.equal(curve.length, pool.length)
    assert.ok(curve[curve.length - 1] > curve[30] + 0.1)
    const right = validation.filter(digit => predict(weights, digit.pixels) === digit.label).length
    assert.ok(right / validation.length > 0.7, `${right} of ${validation.length}`)
  })

  it('answers before it learns: its curve is the share of right answers so far', () => {
    const examples = pool.slice(0, 40)
    const { curve } = learnStream(examples)
    const hits = examples.map(({ label, pixels }, at) =>
      predict(learnStream(examples.slice(0, at)).weights, pixels) === label ? 1 : 0,
    )
    // With no example yet there are no weights, and every class scores the same.
    hits[0] = examples[0].label === 0 ? 1 : 0
    let right = 0
    for (const [at, share] of curve.entries()) {
      right += hits[at]
      assert.equal(share, right / (at + 1))
    }
  })

  it('gives the same run for the same stream, and leaves the stream as it was', () => {
    const examples = pool.slice(0, 60)
    const before = structuredClone(examples)
    assert.deepEqual(learnStream(examples), learnStream(examples))
    assert.deepEqual(examples, before)
  })

  it('tells two digits apart after a few examples of each', () => {
    const pair = pool.filter(digit => digit.label === 0 || digit.label === 1).slice(0, 30)
    const { weights } = learnStream(pair)
    const asked = validation.filter(digit => digit.label === 0 || digit.label === 1)
    assert.ok(asked.filter(digit => predict(weights, digit.pixels) === digit.label).length / asked.length > 0.9)
  })

  it('has nothing to learn from an empty stream', () => {
    const { weights, curve } = learnStream([])
    assert.equal(weights.length, 10)
    assert.deepEqual(curve, [])
  })
})

describe('figures of learning', () => {
  it('velocity is the mean height of the first part of the curve', () => {
    assert.equal(learningVelocity([0, 1, 0.5, 0.5, 9], 4), 0.5)
  })

  it('diversity counts the classes known in effect', () => {
    const labels = [0, 0, 1, 1, 2, 2, 3, 3]
    assert.ok(Math.abs(knowledgeDiversity(labels, labels) - 4) < 1e-12)
    assert.ok(Math.abs(knowledgeDiversity(labels, [0, 0, 1, 1, 9, 9, 9, 9]) - 2) < 1e-12)
    assert.equal(knowledgeDiversity(labels, [9, 9, 9, 9, 9, 9, 9, 9]), 0)
    const uneven = knowledgeDiversity(labels, [0, 0, 1, 9, 9, 9, 9, 9])
    assert.ok(uneven > 1 && uneven < 2)
  })
})
