import { expect, test } from 'vitest'
import { add, decide, forget, forksToLook, newTrack, type Track } from './ab-track.ts'

/** `logs` as factors "better". */
const trackOf = (size: number, factors: readonly number[]): Track => {
  const track = newTrack(size)
  for (const factor of factors) add(track, { size, micros: [100 * factor, 100], allocatedBytes: null })
  return track
}
const twice = [2, 2.02, 1.98, 2.01, 1.99]
/** Somewhere between no difference and 10 % better after five forks, surely not 5 % worse. */
const slightly = [1.02, 1.07, 1.05, 1.03, 1.08]

test('a small size below one that got better ends when nothing is lost there', () => {
  const tracks = [trackOf(100, slightly), trackOf(1000, twice)]
  decide(tracks, 'full')
  expect(tracks.map(({ done }) => done?.verdict)).toEqual(['inconclusive', 'improved'])
})

test('the same figures at the only size, or at the largest, want more forks', () => {
  const tracks = [trackOf(100, twice), trackOf(1000, slightly)]
  decide(tracks, 'full')
  expect(tracks.map(({ done }) => done?.verdict)).toEqual(['improved', undefined])
  const alone = [trackOf(100, slightly)]
  decide(alone, 'full')
  expect(alone[0]!.done).toBeNull()
})

test('forks until the next look, and from the beginning after short ones are forgotten', () => {
  const track = trackOf(100, twice.slice(0, 4))
  expect(forksToLook(track, 'full')).toBe(1)
  forget(track)
  expect(forksToLook(track, 'full')).toBe(5)
  expect(track).toMatchObject({ before: [], after: [], logs: [] })
})
