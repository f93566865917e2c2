/**
 * The line inside of a Recharts chart, and the cursor on it. Drawn in place: with every sample only the text of one path changes, and neither
 * React nor Recharts has anything to do. Measured: with 20 charts this is what keeps the page at 60 frames a second.
 */
import { useEffect, useLayoutEffect, useRef } from 'react'
import { usePlotArea } from 'recharts'
import { nearest, type Point } from './chart-data.ts'
import type { ChartFrame } from './chart-frame.ts'
import { hover, hoveredNow, watchHover } from './hover-time.ts'
import { linePath, place, scaleOf } from './line-path.ts'

/** Shared by the card, which knows the points, and the chart, which knows where they fall. */
export interface DrawnLine {
  points(): readonly Point[]
  show(points: readonly Point[]): void
  /** The chart on the screen, or null when it goes. */
  attach(draw: (() => void) | null): void
}
export const createDrawnLine = (): DrawnLine => {
  let shown: readonly Point[] = []
  let drawn: (() => void) | null = null
  return {
    points: () => shown,
    show(points) {
      shown = points
      drawn?.()
    },
    attach(draw) {
      drawn = draw
    },
  }
}

/** So few samples are shown one by one. */
const fewPoints = 12

export const ChartLine = ({
  line,
  frame,
  colour,
}: {
  readonly line: DrawnLine
  readonly frame: ChartFrame
  readonly colour: string
}) => {
  const plot = usePlotArea()
  const path = useRef<SVGPathElement>(null)
  const dots = useRef<SVGPathElement>(null)
  const cursor = useRef<SVGGElement>(null)
  const left = plot?.x ?? 0
  const top = plot?.y ?? 0
  const width = plot?.width ?? 0
  const height = plot?.height ?? 0
  const x = scaleOf(frame.x, [left, left + width])
  const y = scaleOf(frame.y, [top + height, top])

  const drawCursor = (): void => {
    const group = cursor.current
    if (group === null) return
    const tMs = hoveredNow()
    const at = tMs === null ? null : nearest(line.points(), tMs)
    if (at === null || at.value === null || at.x < frame.x[0] || at.x > frame.x[1]) {
      group.setAttribute('visibility', 'hidden')
      return
    }
    group.setAttribute('visibility', 'visible')
    group.setAttribute('transform', `translate(${place(at.x, x)} 0)`)
    group.lastElementChild?.setAttribute('cy', `${place(at.value, y)}`)
  }
  const draw = (): void => {
    const text = linePath(line.points(), x, y)
    path.current?.setAttribute('d', text)
    const measured = line.points().filter(p => p.value !== null)
    dots.current?.setAttribute(
      'd',
      measured.length > fewPoints ? '' : measured.map(p => `M${place(p.x, x)} ${place(p.value ?? 0, y)}h0`).join(''),
    )
    drawCursor()
  }
  useLayoutEffect(() => {
    line.attach(draw)
    draw()
    return () => line.attach(null)
  })
  const latestCursor = useRef(drawCursor)
  useLayoutEffect(() => {
    latestCursor.current = drawCursor
  })
  useEffect(() => watchHover(() => latestCursor.current()), [])

  const plotRect = useRef<SVGRectElement>(null)
  const read = (event: PointerEvent): void => {
    const box = plotRect.current?.getBoundingClientRect()
    if (box === undefined) return
    const at = frame.x[0] + ((event.clientX - box.left) / Math.max(box.width, 1)) * (frame.x[1] - frame.x[0])
    let best: Point | null = null
    for (const p of line.points()) if (p.value !== null && (best === null || Math.abs(p.x - at) < Math.abs(best.x - at))) best = p
    hover(best?.tMs ?? null)
  }
  // Of the whole picture: the band, the goal and the marks lie above the plot's own rectangle.
  const latestRead = useRef(read)
  useLayoutEffect(() => {
    latestRead.current = read
  })
  const drawable = width > 0
  useEffect(() => {
    const picture = plotRect.current?.ownerSVGElement
    if (!drawable || picture == null) return undefined
    const onMove = (event: PointerEvent): void => latestRead.current(event)
    const onLeave = (): void => hover(null)
    picture.addEventListener('pointermove', onMove)
    picture.addEventListener('pointerleave', onLeave)
    return () => {
      picture.removeEventListener('pointermove', onMove)
      picture.removeEventListener('pointerleave', onLeave)
    }
  }, [drawable])
  if (!drawable) return null
  return (
    <g>
      <rect ref={plotRect} x={left} y={top} width={width} height={height} fill="transparent" />
      <g pointerEvents="none" fill="none" strokeLinecap="round" strokeLinejoin="round">
        <path ref={path} className="recharts-line-curve" stroke={colour} strokeWidth={1.5} data-series />
        <path ref={dots} stroke={colour} strokeWidth={4} />
        <g ref={cursor} visibility="hidden">
          <line y1={top} y2={top + height} stroke="var(--line-strong)" />
          <circle r={3} fill={colour} />
        </g>
      </g>
    </g>
  )
}
