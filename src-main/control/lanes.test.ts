import { expect, test } from 'vitest'
import { inLanes } from './lanes.ts'

/** Works that end when told to, and what ran together. */
function controlled() {
  const running = new Map<string, () => void>()
  const seen: string[][] = []
  return {
    seen,
    work: (item: string): Promise<void> =>
      new Promise(resolve => {
        running.set(item, resolve)
        seen.push([...running.keys()])
      }),
    async end(item: string): Promise<void> {
      running.get(item)?.()
      running.delete(item)
      for (let i = 0; i < 10; i++) await Promise.resolve()
    },
  }
}

test('two at once, but never two that claim the same file', async () => {
  const { work, end, seen } = controlled()
  const done = inLanes(['a1', 'a2', 'b1', 'c1'], 2, item => [item.slice(0, 1)], work)
  expect(seen.at(-1)).toEqual(['a1', 'b1'])
  await end('b1')
  expect(seen.at(-1)).toEqual(['a1', 'c1'])
  await end('a1')
  expect(seen.at(-1)).toEqual(['c1', 'a2'])
  await end('c1')
  await end('a2')
  await done
})

test('what claims everything runs alone', async () => {
  const { work, end, seen } = controlled()
  const done = inLanes(['all', 'b'], 2, item => (item === 'all' ? 'everything' : [item]), work)
  expect(seen.at(-1)).toEqual(['all'])
  await end('all')
  expect(seen.at(-1)).toEqual(['b'])
  await end('b')
  await done
})

test('a failure starts nothing new, waits for what runs, and is thrown', async () => {
  const started: string[] = []
  const work = async (item: string): Promise<void> => {
    started.push(item)
    if (item === 'a') throw new Error('broken')
  }
  await expect(inLanes(['a', 'b', 'c'], 2, () => [], work)).rejects.toThrow('broken')
  expect(started).toEqual(['a', 'b'])
})
