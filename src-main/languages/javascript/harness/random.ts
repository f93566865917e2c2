/**
 * The seeded generator of numbers in [0, 1) that stands in for `Math.random`: sfc32 by Chris Doty-Humphrey (PractRand, public
 * domain), seeded from one 32-bit number by splitmix32. The same in the box and outside, so that a seed means the same inputs.
 */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) | 0
  }
  let a = next()
  let b = next()
  let c = next()
  let counter = 1
  const draw = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return sum >>> 0
  }
  for (let warm = 0; warm < 12; warm += 1) draw()
  return () => draw() / 0x1_0000_0000
}
