/**
 * Keeps one card's chart up to date: takes in samples when it is this card's turn, and only while the card is on the screen. React draws again when
 * something around the line changed; else only the line is redrawn.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import type { CandidateRow } from '../../src-shared/domain/candidate.ts'
import type { MetricView, Sample } from '../../src-shared/domain/metric.ts'
import { useCore, useOptionalQuery } from '../data/context.tsx'
import { turns } from '../data/turns.ts'
import { frameOf, sameFrame, type ChartFrame, type TimeWindow } from './chart-frame.ts'
import { createDrawnLine, type DrawnLine } from './chart-line.tsx'
import { lastSamples, windowSamples, type LiveSeries } from './live-series.ts'

/** Charts this near to the visible part are drawn already. */
const nearby = '240px'
/** A window of time moves on also when nothing arrives. */
const passingMs = 15_000

/** What the charts show: the last samples, or so much time, with what to ask the core for. */
export type ShownTime =
  | { readonly spanMs: 0 }
  | { readonly spanMs: number; readonly asked: TimeWindow & { readonly points: number } }

export interface LiveChart {
  /** Null: not drawn yet. */
  readonly frame: ChartFrame | null
  readonly empty: boolean
  readonly latest: Sample | null
  readonly line: DrawnLine
  /** Of the chart when it is first drawn, px: so that it is not drawn twice. */
  readonly width: number
}

interface Shown {
  readonly frame: ChartFrame | null
  readonly empty: boolean
  readonly latest: Sample | null
  readonly width: number
}

/** The card's padding but for the chart's own margin, as in dashboard.module.css. */
const besideChart = 16

const same = (a: Sample | null, b: Sample | null): boolean => a?.tMs === b?.tMs && a?.value === b?.value

const newer = (a: Sample | null, b: Sample | null): Sample | null => (a !== null && (b === null || a.tMs >= b.tMs) ? a : b)

export const useLiveChart = (
  card: RefObject<HTMLElement | null>,
  metric: MetricView,
  changes: readonly CandidateRow[],
  time: ShownTime,
): LiveChart => {
  const { queries } = useCore()
  const { samples } = queries
  const asked =
    time.spanMs === 0 ? null : { id: metric.id, ...('asked' in time ? time.asked : { fromMs: 0, toMs: 0, points: 2 }) }
  const known = useOptionalQuery('metrics.range', asked).data
  const series = useMemo<LiveSeries | null>(() => {
    if (time.spanMs === 0) return lastSamples(metric, samples)
    return known === undefined ? null : windowSamples(metric.id, time.spanMs, known, samples)
  }, [metric, samples, time.spanMs, known])

  const [shown, setShown] = useState<Shown>({ frame: null, empty: true, latest: metric.latest, width: 360 })
  const [line] = useState(createDrawnLine)
  const now = useRef({ metric, changes, series, shown })
  useLayoutEffect(() => {
    now.current = { metric, changes, series, shown }
  })
  const draw = useCallback((): void => {
    const { series: from, shown: before, ...what } = now.current
    // What is on the screen stays until the core has answered.
    if (from === null) return
    const { points, window } = from.points(Date.now())
    const frame = frameOf({ ...what, points, window }, before.frame)
    const latest = newer(samples.latest(what.metric.id), what.metric.latest)
    const empty = points.length === 0
    if (empty !== before.empty || !same(latest, before.latest) || !sameFrame(before.frame, frame)) {
      const kept = sameFrame(before.frame, frame) ? before.frame : frame
      // The figures and the axes now, in this turn: not with those of other cards in one long task.
      const width = (card.current?.clientWidth ?? 376) - besideChart
      flushSync(() => setShown({ frame: kept, empty, latest, width: before.frame === null ? width : before.width }))
    }
    line.show(points)
  }, [card, samples, line])

  const onScreen = useRef(false)
  const ask = useCallback(() => {
    if (onScreen.current) turns.ask(draw)
  }, [draw])
  useEffect(() => {
    const element = card.current
    if (element === null) return undefined
    const observer = new IntersectionObserver(
      entries => {
        onScreen.current = entries.at(-1)?.isIntersecting ?? false
        ask()
      },
      { root: element.closest('[data-scrolls]'), rootMargin: nearby },
    )
    observer.observe(element)
    const passing = setInterval(ask, passingMs)
    return () => {
      observer.disconnect()
      clearInterval(passing)
      turns.forget(draw)
    }
  }, [card, ask, draw])
  useEffect(() => samples.watch(metric.id, ask), [samples, metric.id, ask])
  useEffect(ask, [ask, metric, changes, series])

  return { ...shown, line }
}
