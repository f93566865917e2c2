/** Above the diff: what it is, how far it is, what it is a part of, and whether somebody decided while it was being read. */
import { useState } from 'react'
import type { CandidateDetail } from '../../src-shared/domain/candidate.ts'
import { whoOf } from '../../src-shared/domain/person.ts'
import { addressOf } from '../routing/route.ts'
import { IconButton } from '../ui/key-button.tsx'
import { oneLine } from '../ui/visible.ts'
import { ApprovalLine } from './approval-line.tsx'
import { CopyButton } from './copy-button.tsx'
import { printEvidence } from './printing.ts'
import { StageLine } from './stage-line.tsx'
import styles from './review.module.css'

interface ReviewHeadProps {
  readonly detail: CandidateDetail
  /** This window decided: it need not be told. */
  readonly decidedHere: boolean
  readonly evidenceOpen: boolean
  readonly onEvidence: () => void
}

/** True after it waited here, and somebody else decided. */
const useTakenAway = ({ id, state }: CandidateDetail, decidedHere: boolean): boolean => {
  const [waited, setWaited] = useState<string | null>(null)
  if (state === 'awaiting-review' && waited !== id) setWaited(id)
  return state !== 'awaiting-review' && waited === id && !decidedHere
}

export const ReviewHead = ({ detail, decidedHere, evidenceOpen, onEvidence }: ReviewHeadProps) => {
  const { partOf, decision } = detail
  const takenAway = useTakenAway(detail, decidedHere)
  return (
    <>
      <div className={styles['title']}>
        <h1 className="cut foreign" title={oneLine(detail.title)}>
          {oneLine(detail.title, 160)}
        </h1>
        <CopyButton label="Copy the diff as a patch" text={detail.diff} />
        <CopyButton label={`Copy the id ${detail.id}`} text={detail.id} />
        <IconButton label="Print evidence" keys="mod+p" icon="print" onClick={printEvidence} />
        <IconButton
          label={evidenceOpen ? 'Hide the evidence' : 'Show the evidence'}
          keys="e"
          icon="panel"
          pressed={evidenceOpen}
          onClick={onEvidence}
        />
      </div>
      <div className={styles['stageLine']}>
        <StageLine detail={detail} />
        {partOf === null ? null : (
          <span className="cut foreign">
            {`hunk${partOf.hunks.length === 1 ? '' : 's'} ${partOf.hunks.map(h => h + 1).join(', ')} of `}
            <a href={addressOf('review', partOf.id)}>{oneLine(partOf.title, 100)}</a>
          </span>
        )}
      </div>
      <ApprovalLine detail={detail} />
      {takenAway ? (
        <p className={styles['taken']} role="alert">
          <span aria-hidden="true">⚠ </span>
          {decision === null
            ? 'It does not wait any more.'
            : `While you were reading, it was ${decision.verb} by ${oneLine(whoOf(decision.by), 60)}. There is nothing left to decide here.`}
        </p>
      ) : null}
    </>
  )
}
