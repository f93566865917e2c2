import { expect, it } from 'vitest'
import { createLiveSamples } from './live-samples.ts'

it('hands out what is newer than what one has, oldest first', () => {
  const samples = createLiveSamples()
  for (let tMs = 1; tMs <= 5; tMs += 1) samples.push('a', { tMs, value: tMs * 10 })
  expect(samples.after('a', 3)).toEqual([
    { tMs: 4, value: 40 },
    { tMs: 5, value: 50 },
  ])
  expect([samples.after('a', 5), samples.after('b', 0)]).toEqual([[], []])
  expect([samples.latest('a'), samples.latest('b')]).toEqual([{ tMs: 5, value: 50 }, null])
})
it('keeps the newest 4,096 of each metric', () => {
  const samples = createLiveSamples()
  for (let tMs = 1; tMs <= 10_000; tMs += 1) samples.push('a', { tMs, value: tMs })
  const kept = samples.after('a', 0)
  expect([kept.length, kept[0]?.tMs, kept.at(-1)?.tMs]).toEqual([4096, 5905, 10_000])
})
it('tells who watches, of one metric only, until they stop', () => {
  const samples = createLiveSamples()
  let told = 0
  const stop = samples.watch('a', () => (told += 1))
  samples.push('a', { tMs: 1, value: 1 })
  samples.push('b', { tMs: 1, value: 1 })
  stop()
  samples.push('a', { tMs: 2, value: 1 })
  expect(told).toBe(1)
})
