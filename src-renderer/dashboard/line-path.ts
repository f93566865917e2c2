/** The line of a chart as an SVG path. Pure: points and two scales in, text out. */
import type { Point } from './chart-data.ts'

export interface Scale {
  readonly offset: number
  readonly factor: number
}
export const place = (value: number, { offset, factor }: Scale): number => Math.round((offset + value * factor) * 10) / 10

/** The scale of which two values and their pixels are known. */
export const scaleOf = ([a, b]: readonly [number, number], [pixelA, pixelB]: readonly [number, number]): Scale => {
  const factor = b === a ? 0 : (pixelB - pixelA) / (b - a)
  return { offset: pixelA - a * factor, factor }
}

/** A value of null breaks the line; a point that stands alone is a line of no length, which a round cap draws as a dot. */
export const linePath = (points: readonly Point[], x: Scale, y: Scale): string => {
  let path = ''
  let open = false
  for (const point of points) {
    if (point.value === null) {
      open = false
      continue
    }
    path += `${open ? 'L' : 'M'}${place(point.x, x)} ${place(point.value, y)}${open ? '' : 'h0'}`
    open = true
  }
  return path
}
