import { expect, test } from 'vitest'
import { atMost } from './turnstile.ts'

test('as many at once as there are cores, in the order in which they came, also after one that throws', async () => {
  const take = atMost(2)
  const begun: number[] = []
  const ends: (() => void)[] = []
  const work = (id: number) =>
    take(async () => {
      begun.push(id)
      await new Promise<void>(end => void (ends[id] = end))
      if (id === 1) throw new Error('no')
    })
  const all = [0, 1, 2, 3].map(work)
  const settled = Promise.allSettled(all)
  await Promise.resolve()
  expect(begun).toEqual([0, 1])
  ends[1]!()
  await expect(all[1]).rejects.toThrow('no')
  expect(begun).toEqual([0, 1, 2])
  ends[0]!()
  await all[0]
  expect(begun).toEqual([0, 1, 2, 3])
  ends[2]!()
  ends[3]!()
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
})
