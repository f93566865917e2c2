/** How far a level is from its goal. Pure and without zod, so that pages can have it for nothing. */
import type { Direction } from './metric.ts'

/** Goal in the metric's unit from a fraction of improvement over `reference`. */
export const goalValue = (dir: Direction, reference: number, fraction: number): number =>
  dir === 'lower' ? reference * (1 - fraction) : reference * (1 + fraction)

/**
 * Relative distance from `current` to `goal`, 0 when reached. Divided by the smaller of the two, so that a goal of 10 % is a
 * gap of at least 10 % in both directions.
 */
export const gapOf = (dir: Direction, current: number, goal: number): number => {
  const missing = dir === 'lower' ? current - goal : goal - current
  if (missing <= 0) return 0
  return missing / Math.max(Math.min(Math.abs(current), Math.abs(goal)), Number.EPSILON)
}
