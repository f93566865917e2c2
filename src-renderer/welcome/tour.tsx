/** The tour over the real pages: one callout at a time beside what it is about, with a session that really runs. */
import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Status } from '../../src-shared/api/contract.ts'
import { CallError } from '../../src-shared/api/wire.ts'
import { useCore, useQuery } from '../data/context.tsx'
import { useActions } from '../keys/actions.ts'
import { go } from '../routing/route.ts'
import { calloutPlace, type Box } from './callout-place.ts'
import { endTour, stepTour, tourSteps, useTourStep } from './tour-steps.ts'
import styles from './tour.module.css'

/** Enough for the first results on a laptop; the tour itself does not wait for them. */
const budgetMs = 60_000

/** As in tour.module.css. */
const calloutWidth = 340

const boxOf = (targets: readonly string[]): Box | null => {
  for (const target of targets) {
    const box = document.querySelector(target)?.getBoundingClientRect()
    if (box !== undefined && box.width > 0) return { left: box.left, top: box.top, width: box.width, height: box.height }
  }
  return null
}
const sameBox = (a: Box | null, b: Box | null): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Follows its target once per frame, only while the tour is on: pages come and go under it. */
const useBox = (targets: readonly string[]): Box | null => {
  const [box, setBox] = useState<Box | null>(null)
  useEffect(() => {
    let frame = 0
    const follow = (): void => {
      const now = boxOf(targets)
      setBox(before => (sameBox(before, now) ? before : now))
      frame = requestAnimationFrame(follow)
    }
    frame = requestAnimationFrame(follow)
    return () => cancelAnimationFrame(frame)
  }, [targets])
  return box
}

/** Once per tour. One that runs already is as good. */
const useTourSession = (): string => {
  const { transport } = useCore()
  const [said, setSaid] = useState('')
  useEffect(() => {
    let on = true
    transport.call('session.start', { budgetMs }).catch((error: unknown) => {
      if (on && error instanceof CallError && error.code !== 'busy') setSaid(`${error.message} ${error.next}`)
    })
    return () => {
      on = false
    }
  }, [transport])
  return said
}

const Callout = ({ at, status, trouble }: { readonly at: number; readonly status: Status; readonly trouble: string }) => {
  const step = tourSteps[at]!
  const box = useBox(step.targets)
  const callout = useRef<HTMLDialogElement>(null)
  const next = useRef<HTMLButtonElement>(null)
  const [size, setSize] = useState({ width: calloutWidth, height: 180 })
  useEffect(() => {
    const element = callout.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => setSize({ width: calloutWidth, height: element.offsetHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    go(step.place)
    next.current?.focus()
  }, [step])
  useActions([
    { id: 'tour-next', label: 'Tour: next', group: 'Everywhere', keys: ['ArrowRight'], run: () => stepTour(1) },
    { id: 'tour-back', label: 'Tour: back', group: 'Everywhere', keys: ['ArrowLeft'], enabled: at > 0, run: () => stepTour(-1) },
    { id: 'tour-end', label: 'Leave the tour', group: 'Everywhere', keys: ['Escape'], run: endTour },
  ])
  const last = at === tourSteps.length - 1
  const place = calloutPlace(box, size, { width: innerWidth, height: innerHeight })
  return (
    <>
      {box === null ? null : (
        <div
          aria-hidden="true"
          className={styles['ring']}
          style={{ left: box.left - 3, top: box.top - 3, width: box.width + 6, height: box.height + 6 }}
        />
      )}
      <dialog
        open
        ref={callout}
        aria-labelledby="tour-title"
        aria-describedby="tour-text"
        className={styles['callout']}
        style={place}
      >
        <p className={styles['count']}>{`${at + 1} of ${tourSteps.length}`}</p>
        <h2 id="tour-title">{step.title}</h2>
        <p id="tour-text">
          {step.text(status)}
          {trouble === '' ? '' : ` No session could be started: ${trouble}`}
        </p>
        <div className={styles['buttons']}>
          <Button variant="subtle" onClick={endTour}>
            Leave the tour
          </Button>
          {at === 0 ? null : <Button onClick={() => stepTour(-1)}>Back</Button>}
          <Button ref={next} variant="filled" onClick={() => stepTour(1)}>
            {last ? 'Done' : 'Next'}
          </Button>
        </div>
      </dialog>
    </>
  )
}

const Running = ({ at }: { readonly at: number }) => {
  const trouble = useTourSession()
  const status = useQuery('status.get', {}).data
  return status === undefined ? null : <Callout at={at} status={status} trouble={trouble} />
}

export const Tour = () => {
  const at = useTourStep()
  return at === null ? null : <Running at={at} />
}
