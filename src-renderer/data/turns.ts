/**
 * Who draws when: in each frame those who wait longest, until the frame's share is used up, and each at most a few times a second. So
 * live data never makes one long task out of many charts. A hidden page has no frames, so nothing is drawn in it.
 */
export type Draw = () => void

export interface Turns {
  /** Asking twice before the turn comes is asking once. */
  ask(draw: Draw): void
  forget(draw: Draw): void
}

/** Of the 16.7 ms of a frame; the rest is the browser's. One drawing may overrun it, a second one is not begun then. */
const shareMs = 4
/** 2.5 drawings a second: numbers that change faster cannot be read. */
const restMs = 400

export interface FramePort {
  nowMs(): number
  nextFrame(run: () => void): void
}

const browserFrames: FramePort = {
  nowMs: () => performance.now(),
  nextFrame: run => requestAnimationFrame(run),
}

export const createTurns = (port: FramePort = browserFrames): Turns => {
  const waiting = new Set<Draw>()
  const lastMs = new WeakMap<Draw, number>()
  let asked = false
  const nextFrame = (): void => {
    if (asked || waiting.size === 0) return
    asked = true
    port.nextFrame(frame)
  }
  const frame = (): void => {
    asked = false
    const startMs = port.nowMs()
    for (const draw of waiting) {
      if (startMs - (lastMs.get(draw) ?? -Infinity) < restMs) continue
      waiting.delete(draw)
      lastMs.set(draw, startMs)
      draw()
      if (port.nowMs() - startMs >= shareMs) break
    }
    nextFrame()
  }
  return {
    ask(draw) {
      waiting.add(draw)
      nextFrame()
    },
    forget: draw => void waiting.delete(draw),
  }
}

/** One for the whole page: its frames are shared. */
export const turns = createTurns()
