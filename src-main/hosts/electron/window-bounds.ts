/** Where the window was, in `window.json` of the data folder, and whether that is still a place where somebody can reach it. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const remembered = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(200).max(20_000),
  height: z.int().min(200).max(20_000),
  maximized: z.boolean(),
})
export type WindowBounds = z.infer<typeof remembered>

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const smallest = { width: 820, height: 560 }
const usual = { width: 1440, height: 900 }
/** Of the title bar, so that the window can be taken and moved. */
const graspable = { width: 120, height: 30 }

const overlap = (a: number, lengthA: number, b: number, lengthB: number): number =>
  Math.min(a + lengthA, b + lengthB) - Math.max(a, b)

/** Null when there is none, it is not ours, or no display shows its title bar any more. */
export const readBounds = (file: string, workAreas: readonly Area[]): WindowBounds | null => {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
  const { data } = remembered.safeParse(value)
  if (data === undefined) return null
  const reachable = workAreas.some(
    area =>
      overlap(data.x, data.width, area.x, area.width) >= graspable.width &&
      data.y >= area.y - 1 &&
      data.y <= area.y + area.height - graspable.height,
  )
  return reachable ? data : null
}

/** What a window is made with: where it was, else the usual size within the display. */
export const startBounds = (
  saved: WindowBounds | null,
  workArea: Area,
): { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number } =>
  saved === null
    ? { width: Math.min(usual.width, workArea.width), height: Math.min(usual.height, workArea.height) }
    : {
        x: saved.x,
        y: saved.y,
        width: Math.max(saved.width, smallest.width),
        height: Math.max(saved.height, smallest.height),
      }

/** A place to remember is never worth an error. */
export const writeBounds = (file: string, bounds: WindowBounds): void => {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(`${file}.new`, JSON.stringify(bounds), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  } catch {
    // The next start opens at the usual place.
  }
}
