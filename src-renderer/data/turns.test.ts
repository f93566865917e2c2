import { expect, it } from 'vitest'
import { createTurns } from './turns.ts'

/** Frames by hand: time passes only as the test says. */
const byHand = () => {
  let nowMs = 0
  let next: (() => void) | null = null
  return {
    port: { nowMs: () => nowMs, nextFrame: (run: () => void) => (next = run) },
    pass: (ms: number) => (nowMs += ms),
    frame(afterMs = 16) {
      nowMs += afterMs
      const run = next
      next = null
      run?.()
      return run !== null
    },
  }
}

it('draws one after the other when each takes its time', () => {
  const hand = byHand()
  const turns = createTurns(hand.port)
  const drawn: string[] = []
  for (const name of ['a', 'b', 'c'])
    turns.ask(() => {
      drawn.push(name)
      hand.pass(5)
    })
  hand.frame()
  expect(drawn).toEqual(['a'])
  hand.frame()
  hand.frame()
  expect(drawn).toEqual(['a', 'b', 'c'])
  expect(hand.frame(), 'nobody waits: no frame is asked for').toBe(false)
})
it('draws many in one frame when they are quick, each once', () => {
  const hand = byHand()
  const turns = createTurns(hand.port)
  let drawn = 0
  const draw = () => (drawn += 1)
  turns.ask(draw)
  turns.ask(draw)
  turns.ask(() => (drawn += 10))
  hand.frame()
  expect(drawn).toBe(11)
})
it('draws each at most every 400 ms, and never forgets one that asked', () => {
  const hand = byHand()
  const turns = createTurns(hand.port)
  let drawn = 0
  const draw = () => (drawn += 1)
  for (let ms = 0; ms < 4000; ms += 16) {
    turns.ask(draw)
    hand.frame()
  }
  expect(drawn).toBe(10)
  for (let ms = 0; ms < 500; ms += 16) hand.frame()
  expect(drawn).toBe(11)
})
it('does not draw who went away', () => {
  const hand = byHand()
  const turns = createTurns(hand.port)
  let drawn = 0
  const draw = () => (drawn += 1)
  turns.ask(draw)
  turns.forget(draw)
  hand.frame()
  expect(drawn).toBe(0)
})
