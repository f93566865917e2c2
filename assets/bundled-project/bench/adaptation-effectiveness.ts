/**
 * 1 - regret / regret of settling once and never adapting, summed over 20 worlds that drift, in percent. The worlds of `test`
 * are others than those of `validation`.
 */
import { epsilonGreedy, settleOnce } from '../src/adaptation/bandit.ts'
import { effectiveness, runPolicy } from '../src/adaptation/controller.ts'
import { driftingEnvironment } from '../src/adaptation/environment.ts'
import { seededRandom } from '../src/random.ts'
import type { Split } from '../data/read.ts'

const WORLDS = 20
const ARMS = 10
const STEPS = 800
const TRIALS_PER_ARM = 10

export default (split: Split): number => {
  const firstSeed = split === 'test' ? 5_000 : 1_000
  let adapting = 0
  let settled = 0
  for (let seed = firstSeed; seed < firstSeed + WORLDS; seed++) {
    const world = driftingEnvironment(ARMS, seededRandom(seed))
    adapting += runPolicy(world, epsilonGreedy(world.arms, seededRandom(-seed)), STEPS).regret
    const sameWorld = driftingEnvironment(ARMS, seededRandom(seed))
    settled += runPolicy(sameWorld, settleOnce(sameWorld.arms, TRIALS_PER_ARM), STEPS).regret
  }
  return 100 * effectiveness(adapting, settled)
}
