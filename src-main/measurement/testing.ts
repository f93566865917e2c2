/** For tests only: normal deviates from the seeded generator, so that simulations repeat exactly. */
import { seededRandom } from '../languages/javascript/harness/random.ts'

export const normals = (seed: number): (() => number) => {
  const random = seededRandom(seed)
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
