import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { epsilonGreedy, rankArms, settleOnce, type Policy } from '../src/adaptation/bandit.ts'
import { effectiveness, runPolicy } from '../src/adaptation/controller.ts'
import { driftingEnvironment } from '../src/adaptation/environment.ts'
import { seededRandom, shuffled } from '../src/random.ts'

/** Total over one world per seed. */
const regretOf = (make: (arms: readonly number[], seed: number) => Policy, seeds: readonly number[]): number =>
  seeds
    .map(seed => {
      const world = driftingEnvironment(8, seededRandom(seed))
      return runPolicy(world, make(world.arms, seed), 600).regret
    })
    .reduce((sum, regret) => sum + regret, 0)

describe('rankArms', () => {
  it('puts the arm first that has paid most', () => {
    const history = [
      { arm: 1, reward: 0 },
      { arm: 2, reward: 1 },
      { arm: 1, reward: 1 },
      { arm: 2, reward: 1 },
      { arm: 1, reward: 0 },
    ]
    const [best, second] = rankArms([1, 2], history)
    assert.deepEqual(best, { arm: 2, value: 1, pulls: 2 })
    assert.equal(second.arm, 1)
    assert.equal(second.pulls, 3)
    assert.ok(second.value > 0 && second.value < 1)
  })

  it('keeps the order of arms that are equal, and knows arms that were never used', () => {
    const ranked = rankArms([4, 3, 9], [])
    assert.deepEqual(
      ranked.map(estimate => estimate.arm),
      [4, 3, 9],
    )
    assert.ok(ranked.every(estimate => estimate.pulls === 0))
  })

  it('passes over arms that are not offered, and counts the rest completely', () => {
    const random = seededRandom(5)
    const history = Array.from({ length: 500 }, () => ({ arm: Math.floor(random() * 8), reward: random() < 0.5 ? 1 : 0 }))
    const ranked = rankArms([0, 1, 2, 3], history)
    assert.equal(
      ranked.reduce((sum, estimate) => sum + estimate.pulls, 0),
      history.filter(pull => pull.arm < 4).length,
    )
  })
})

describe('policies in a changing world', () => {
  const seeds = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20]

  it('adapting costs less than settling once, and less than pure chance', () => {
    const adapting = regretOf((arms, seed) => epsilonGreedy(arms, seededRandom(seed + 1000)), seeds)
    const settled = regretOf(arms => settleOnce(arms, 5), seeds)
    const byChance = regretOf((arms, seed) => {
      const random = seededRandom(seed + 2000)
      return { choose: () => arms[Math.floor(random() * arms.length)], learn: () => {} }
    }, seeds)
    assert.ok(effectiveness(adapting, settled) > 0)
    assert.ok(adapting < byChance)
  })

  it('the same seed gives the same account', () => {
    const [one, other] = [1, 2].map(() => {
      const world = driftingEnvironment(8, seededRandom(3))
      return runPolicy(world, epsilonGreedy(world.arms, seededRandom(4)), 200)
    })
    assert.deepEqual(one, other)
  })

  it('regret only grows', () => {
    const world = driftingEnvironment(5, seededRandom(8))
    const { regret, regretByStep } = runPolicy(world, epsilonGreedy(world.arms, seededRandom(9)), 300)
    assert.equal(regretByStep.length, 300)
    assert.ok(regretByStep.every((sum, step) => step === 0 || sum >= regretByStep[step - 1]))
    assert.equal(regretByStep[299], regret)
  })

  it('the world changes', () => {
    const world = driftingEnvironment(5, seededRandom(2))
    const before = [...world.means()]
    for (let step = 0; step < 2000; step++) world.pull(0)
    assert.notDeepEqual([...world.means()], before)
  })
})

describe('seeded random numbers', () => {
  it('stay within [0, 1), are spread evenly and repeat with the seed', () => {
    const random = seededRandom(42)
    const numbers = Array.from({ length: 10_000 }, random)
    assert.ok(numbers.every(number => number >= 0 && number < 1))
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
    assert.ok(Math.abs(mean - 0.5) < 0.02)
    const again = seededRandom(42)
    assert.deepEqual(Array.from({ length: 5 }, again), numbers.slice(0, 5))
  })

  it('shuffling keeps every item', () => {
    const items = Array.from({ length: 50 }, (_, at) => at)
    const mixed = shuffled(items, seededRandom(1))
    assert.notDeepEqual(mixed, items)
    assert.deepEqual(
      mixed.toSorted((a, b) => a - b),
      items,
    )
  })
})
