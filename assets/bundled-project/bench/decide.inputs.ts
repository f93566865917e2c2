/** Thirty-two arms and a history of `size` uses; good arms were used more often, as they are by a policy that learns. */
const ARMS = 32

export default (random: () => number, size: number): unknown[] => {
  const arms = Array.from({ length: ARMS }, (_, arm) => arm)
  const history = Array.from({ length: size }, () => {
    const arm = Math.floor(ARMS * random() ** 2)
    return { arm, reward: random() < 1 - arm / ARMS ? 1 : 0 }
  })
  return [arms, history]
}
