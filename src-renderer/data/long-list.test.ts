import { expect, it } from 'vitest'
import { createLongList } from './long-list.ts'

/** Numbers from `top` down to 1, in pages of 3. */
const counting = (top: () => number) => {
  const asked: (number | undefined)[] = []
  const list = createLongList<number>(
    async last => {
      asked.push(last)
      const from = last === undefined ? top() : last - 1
      return [from, from - 1, from - 2].filter(n => n > 0)
    },
    { first: 3, next: 3 },
    n => n,
  )
  return { list, asked }
}

it('asks for a page at a time, after the last row, until there is none', async () => {
  const { list, asked } = counting(() => 5)
  await Promise.all([list.more(), list.more()])
  expect(list.read()).toMatchObject({ rows: [5, 4, 3], complete: false, busy: false })
  await list.more()
  await list.more()
  expect(list.read()).toMatchObject({ rows: [5, 4, 3, 2, 1], complete: true })
  expect(asked).toEqual([undefined, 3])
})
it('finds a row that was not loaded, and says when there is none', async () => {
  const { list } = counting(() => 11)
  expect(await list.until(n => n === 6)).toBe(true)
  expect(list.read().rows?.at(-1)).toBe(6)
  expect(await list.until(n => n === 99)).toBe(false)
  expect(list.read()).toMatchObject({ complete: true, busy: false })
})
it('reads as much again as it knew, and shows the old rows meanwhile', async () => {
  let top = 7
  const { list } = counting(() => top)
  await list.more()
  await list.more()
  top = 8
  const again = list.reload()
  expect(list.read().rows).toEqual([7, 6, 5, 4, 3, 2])
  await again
  expect(list.read().rows).toEqual([8, 7, 6, 5, 4, 3])
})
it('keeps what it has when a page cannot be read, and can be asked again', async () => {
  let broken = false
  const list = createLongList<number>(
    async last => {
      if (broken) throw new Error('no')
      return last === undefined ? [3, 2] : [1]
    },
    { first: 2, next: 2 },
    n => n,
  )
  await list.more()
  broken = true
  await list.more()
  expect(list.read()).toMatchObject({ rows: [3, 2], busy: false, error: { code: 'internal' } })
  expect(await list.until(n => n === 1)).toBe(false)
  broken = false
  await list.more()
  expect(list.read()).toMatchObject({ rows: [3, 2, 1], complete: true, error: undefined })
})
it('does not show a row twice that an event brought before its page', async () => {
  const { list } = counting(() => 6)
  await list.more()
  const page = list.more()
  list.change(rows => [...rows, 3])
  await page
  expect(list.read().rows).toEqual([6, 5, 4, 3, 2, 1])
})
